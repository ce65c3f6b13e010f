package dev.holdfast.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The examples of docs/api.md are one session: each request is sent, and answered as it shows. Its
 * walk-through is a session of its own, which {@link WalkThroughTest} sends to both stores. These
 * examples show the default store, Redis, with its strategies and its times of expiry.
 */
class ApiExamplesTest {
  private static final Path API = Path.of("docs/api.md");

  /** What it answers comes up to a second after what it is about. */
  private static final String SAMPLED = "/api/v1/product-events";

  private static final Duration SAMPLED_WITHIN = Duration.ofSeconds(30);
  private static final String TOKEN = "an-example-of-an-admin-token";

  @Test
  void everyRequestOfTheDocumentIsAnsweredAsItShows() {
    List<Fence> fences =
        Fence.of(API).stream()
            .filter(fence -> !fence.language().equals("mermaid") && !isWalkThrough(fence))
            .toList();
    assertThat(fences).hasSizeGreaterThan(40);
    try (var service = LiveService.start("--holdfast.admin-token=" + TOKEN)) {
      for (Iterator<Fence> rest = fences.iterator(); rest.hasNext(); ) {
        Fence fence = rest.next();
        switch (fence.language()) {
          case "sh" -> pause(fence);
          case "http" -> {
            Request request = Request.of(fence.text());
            Fence shown = rest.next();
            Answer expected = Answer.of(shown.text());
            assertThat(expected.status()).as("%s shows an answer", shown).isNotZero();
            if (request.target().startsWith(SAMPLED)) {
              await(fence.toString())
                  .atMost(SAMPLED_WITHIN)
                  .until(() -> expected.shownOf(service.send(request)).equals(expected.shown()));
            }
            Answer answer = service.send(request);
            assertThat(expected.shownOf(answer))
                .as("%s, answered by %s", shown, answer)
                .isEqualTo(expected.shown());
          }
          default -> throw new AssertionError(fence + " is no example that is tried");
        }
      }
    }
  }

  /** The blocks of the walk-through. */
  static Stream<Fence> walkThrough() {
    return Fence.of(API).stream().filter(ApiExamplesTest::isWalkThrough);
  }

  private static boolean isWalkThrough(Fence fence) {
    return fence.section().equals("## Walk-through");
  }

  private static void pause(Fence fence) {
    List<String> command = Words.of(fence.text()).getFirst();
    assertThat(command).as(fence.toString()).hasSize(2).startsWith("sleep");
    LiveService.sleep(command.getLast());
  }
}
