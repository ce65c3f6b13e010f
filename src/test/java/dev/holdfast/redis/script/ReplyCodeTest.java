package dev.holdfast.redis.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.redis.data.ReplyCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The scripts and the service have one set of reply codes. */
class ReplyCodeTest {
  /** What a script says of its replies, over several lines of its first comment. */
  private static final Pattern REPLIES = Pattern.compile("(?m)^-- Reply: .*(\\R-- .*)*");

  private static final Pattern CODE = Pattern.compile("'([A-Z_]{2,})'");
  private static final Pattern COMMENT = Pattern.compile("(?m)^ *--.*$");

  private static final Set<String> CODES =
      Arrays.stream(ReplyCode.values()).map(Enum::name).collect(Collectors.toSet());

  private static List<String> scripts() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/resources/redis"))) {
      List<Path> scripts = files.filter(file -> file.toString().endsWith(".lua")).toList();
      return scripts.stream().map(ReplyCodeTest::text).toList();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> codes(String lua) {
    return CODE.matcher(lua)
        .results()
        .map(code -> code.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void eachCodeThatAScriptListsIsOne() throws IOException {
    var listed = new TreeSet<String>();
    for (String script : scripts()) {
      REPLIES.matcher(script).results().forEach(replies -> listed.addAll(codes(replies.group())));
    }
    assertThat(listed).hasSizeGreaterThan(40).isSubsetOf(CODES);
  }

  @Test
  void eachCodeIsWrittenBySomeScript() throws IOException {
    var written = new TreeSet<String>();
    for (String script : scripts()) {
      written.addAll(codes(COMMENT.matcher(script).replaceAll("")));
    }
    assertThat(written).containsAll(CODES);
  }

  @Test
  void aReplyWithoutACodeIsAFault() {
    assertThatThrownBy(() -> ReplyCode.of(List.of("PERHAPS")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("PERHAPS");
    assertThat(ReplyCode.EPOCH.begins(List.of())).isFalse();
  }
}
