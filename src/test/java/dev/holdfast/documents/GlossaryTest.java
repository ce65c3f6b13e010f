package dev.holdfast.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each term of the glossary has one sentence, and is where it says in the code. */
class GlossaryTest {
  private static final Path GLOSSARY = Path.of("docs/glossary.md");
  private static final Path TOOLTIPS = Path.of("src/main/resources/static/common/glossary.js");
  private static final Path SCRIPTS = Path.of("src/main/resources/redis");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern SENTENCE = Pattern.compile("[A-Z][^.]*\\.");

  /** A row. */
  record Term(String name, String meaning, List<String> code) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Term> terms() {
    return Fence.lines(GLOSSARY).stream()
        .filter(line -> line.startsWith("| "))
        .skip(2)
        .map(line -> line.split(" *\\| *", -1))
        .map(cells ->
            new Term(
                cells[1],
                cells[2],
                CODE.matcher(cells[3]).results().map(code -> code.group(1)).toList()))
        .toList();
  }

  @Test
  void theTermsAreInTheOrderOfTheAlphabet() {
    assertThat(terms())
        .extracting(Term::name)
        .hasSizeGreaterThan(25)
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("terms")
  void aTermHasOneSentenceAndAPlaceInTheCode(Term term) throws IOException {
    assertThat(term.meaning()).matches(SENTENCE);
    assertThat(term.code()).isNotEmpty();
    for (String code : term.code()) {
      if (code.endsWith(".lua")) {
        assertThat(SCRIPTS.resolve(code)).exists();
      } else if (code.matches("[A-Z]\\w*([.]\\w+)?")) {
        assertThat(isClass(code.replaceFirst("[.].*", ""))).as(code).isTrue();
      }
    }
  }

  /**
   * The tooltips of the pages say what the glossary says. With {@code
   * -Dholdfast.test.write-documents=true} they are written.
   */
  @Test
  void theTooltipsOfThePagesHaveTheMeaningsOfTheGlossary() throws IOException {
    var expected =
        new StringBuilder("/** The meanings of docs/glossary.md, of which this file is made. */\n");
    expected.append("export const glossary = {\n");
    for (Term term : terms()) {
      expected.append("  %s: %s,\n".formatted(quoted(term.name()), quoted(term.meaning())));
    }
    expected.append("};\n");
    if (Boolean.getBoolean("holdfast.test.write-documents")) {
      Files.writeString(TOOLTIPS, expected);
    }
    assertThat(TOOLTIPS).hasContent(expected.toString());
  }

  private static String quoted(String text) {
    return '"' + text.replace("*", "").replace("\"", "\\\"") + '"';
  }

  private static boolean isClass(String name) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      return files.anyMatch(file -> file.endsWith(name + ".java"));
    }
  }
}
