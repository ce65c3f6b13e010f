package dev.holdfast.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Comments and documents are in standard English: a component is the subject, and a sentence has at
 * most 40 words.
 */
class ProseTest {
  private static final List<Path> SOURCES =
      List.of(Path.of("src/main/java"), Path.of("load-tests/src/main/java"));

  private static final String LONG = "word ".repeat(40) + "word.";

  @Test
  void commentsAreInStandardEnglish() throws IOException {
    var sentences = new ArrayList<Sentence>();
    for (Path sources : SOURCES) {
      try (Stream<Path> files = Files.walk(sources)) {
        for (Path file :
            files.filter(path -> path.toString().endsWith(".java")).sorted().toList()) {
          sentences.addAll(Sentence.ofJava(file, Files.readString(file)));
        }
      }
    }
    assertThat(sentences).hasSizeGreaterThan(1000);
    assertThat(sentences).filteredOn(Sentence::isRefused).isEmpty();
  }

  @Test
  void documentsAreInStandardEnglish() {
    var sentences =
        Markdown.all().stream().flatMap(file -> Sentence.of(Markdown.of(file)).stream()).toList();
    assertThat(sentences).hasSizeGreaterThan(1000);
    assertThat(sentences).filteredOn(Sentence::isRefused).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Whoever gets it has it alone.",
        "Redis answers what somebody has asked.",
        "Nobody else holds any of them then.",
        "The client is told so.",
        "A late take is turned\n * away by its epoch.",
        "It hands out tokens."
      })
  void aSentenceInDialectIsRefused(String sentence) {
    assertThat(java("/**\n * A class.\n *\n * <p>%s\n */".formatted(sentence)))
        .filteredOn(Sentence::isRefused)
        .hasSize(1);
    assertThat(markdown("A document.\n" + sentence.replace(" * ", "")))
        .filteredOn(Sentence::isRefused)
        .hasSize(1);
  }

  @Test
  void aSentenceOfMoreThanFortyWordsIsRefused() {
    assertThat(java("// " + LONG + "\n")).singleElement().matches(Sentence::isRefused);
    assertThat(markdown("- " + LONG)).singleElement().matches(Sentence::isRefused);
    String shorter = LONG.substring("word ".length());
    assertThat(java("// " + shorter + "\n")).singleElement().matches(s -> !s.isRefused());
    assertThat(java("// Short. W" + shorter.substring(1) + "\n"))
        .hasSize(2)
        .noneMatch(Sentence::isRefused);
  }

  @Test
  void codeTablesAndHeadingsAreNoProse() {
    assertThat(java("var text = \"// nobody\"; char quote = '\"'; int nobody = 1;")).isEmpty();
    assertThat(java("/** The kind {@code nobody}. */")).noneMatch(Sentence::isRefused);
    assertThat(markdown("# Nobody", "| nobody |", "```", "nobody", "```", "The kind `nobody`."))
        .singleElement()
        .matches(sentence -> !sentence.isRefused());
  }

  private static List<Sentence> java(String source) {
    return Sentence.ofJava(Path.of("A.java"), source);
  }

  private static List<Sentence> markdown(String... lines) {
    return Sentence.of(Markdown.of(Path.of("a.md"), String.join("\n", lines).lines().toList()));
  }
}
