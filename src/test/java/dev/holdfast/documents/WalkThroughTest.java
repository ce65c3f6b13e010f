package dev.holdfast.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The README's walk-through, which docs/api.md continues, is one session: each command is sent, and
 * answered as the documents show.
 */
class WalkThroughTest {
  private static final Path README = Path.of("README.md");

  private static final String RE_RESERVED =
      "\"status\":\"CONFIRMED\",\"version\":%d,\"lines\":[{\"sku\":\"ticket-1\",\"quantity\":3}]";

  /** What the documents show of Redis, the default store, as it is on the other one. */
  private static String onPostgres(String shown) {
    return shown
        .replace("redis-script", "postgres-conditional-update")
        // One transaction reserves again and confirms.
        .replace(RE_RESERVED.formatted(4), RE_RESERVED.formatted(3))
        // What was given back leaves no row.
        .replace("\"reservations\":3", "\"reservations\":2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis", "postgres"})
  void everyCommandIsAnsweredAsTheDocumentsShow(String store) {
    List<Fence> fences =
        Stream.concat(
                Fence.of(README).stream()
                    .filter(fence -> fence.section().equals("## Place an order")),
                ApiExamplesTest.walkThrough())
            .toList();
    var sent = new ArrayList<String>();
    try (var service = LiveService.start("--holdfast.store=" + store)) {
      for (Iterator<Fence> rest = fences.iterator(); rest.hasNext(); ) {
        Fence commands = rest.next();
        assertThat(commands.language()).as(commands.toString()).isEqualTo("sh");
        Fence shown = rest.next();
        String text = store.equals("redis") ? shown.text() : onPostgres(shown.text());
        compare(shown, text.lines().toList(), run(service, commands, sent));
      }
    }
    assertThat(sent)
        .as("it goes through a whole life of orders")
        .anyMatch(target -> target.endsWith("/orders"))
        .anyMatch(target -> target.endsWith("/confirm"))
        .anyMatch(target -> target.endsWith("/cancel"))
        .anyMatch(target -> target.endsWith("/extend"))
        .anyMatch(target -> target.endsWith("/lines"));
  }

  private static List<Answer> run(LiveService service, Fence commands, List<String> sent) {
    var answers = new ArrayList<Answer>();
    for (List<String> words : Words.of(commands.text())) {
      switch (words.getFirst()) {
        case "curl" -> {
          Request request = Request.ofCurl(words);
          sent.add(request.target());
          answers.add(service.send(request));
        }
        case "sleep" -> LiveService.sleep(words.get(1));
        case "echo" -> {}
        default -> throw new AssertionError(commands + ": " + words + " is not tried");
      }
    }
    return answers;
  }

  private static void compare(Fence shown, List<String> lines, List<Answer> answers) {
    assertThat(answers).as("the answers of %s", shown).hasSameSizeAs(lines);
    for (int i = 0; i < answers.size(); i++) {
      Answer expected = Answer.of(lines.get(i));
      assertThat(expected.shownOf(answers.get(i)))
          .as("%s, answer %d", shown, i + 1)
          .isEqualTo(expected.shown());
    }
  }
}
