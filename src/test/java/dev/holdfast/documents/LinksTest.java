package dev.holdfast.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A link between the documents leads to a file, and to a heading of it. */
class LinksTest {
  private static final Path DECISIONS = Path.of("docs/decisions");
  private static final Pattern DECISION = Pattern.compile("\\d{4}-[a-z0-9-]+\\.md");

  private final Map<Path, Set<String>> anchors = new HashMap<>();

  @Test
  void noLinkBetweenDocumentsIsDead() {
    List<Path> documents = Markdown.all();
    assertThat(documents).contains(Path.of("README.md"), Path.of("docs/api.md"));
    var dead = new ArrayList<String>();
    int links = 0;
    for (Path file : documents) {
      for (Markdown.Link link : Markdown.of(file).links()) {
        links++;
        if (!leadsSomewhere(file, link.target())) {
          dead.add("%s, line %d: %s".formatted(file, link.line(), link.target()));
        }
      }
    }
    assertThat(dead).isEmpty();
    assertThat(links).isGreaterThan(100);
  }

  private boolean leadsSomewhere(Path from, String target) {
    int hash = target.indexOf('#');
    String path = hash < 0 ? target : target.substring(0, hash);
    Path file = path.isEmpty() ? from : from.resolveSibling(path).normalize();
    if (hash < 0 || !file.toString().endsWith(".md")) {
      return Files.exists(file);
    }
    return Files.exists(file)
        && anchors
            .computeIfAbsent(file, document -> Markdown.of(document).anchors())
            .contains(target.substring(hash + 1));
  }

  @Test
  void aHeadingIsNamedInLinksAsGitHubNamesIt() {
    var document =
        Markdown.of(
            Path.of("a.md"),
            List.of(
                "# `GET /api/v1/orders/{id}`",
                "## Redis: durability, and what it loses",
                "```sh",
                "# no heading",
                "```",
                "## Twice",
                "## Twice"));
    assertThat(document.anchors())
        .containsExactly(
            "get-apiv1ordersid", "redis-durability-and-what-it-loses", "twice", "twice-1");
  }

  @Test
  void theIndexOfDecisionsListsEachOnceInOrder() throws Exception {
    var index = Files.readString(DECISIONS.resolve("README.md"));
    try (Stream<Path> files = Files.list(DECISIONS)) {
      var decisions =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> !name.equals("README.md"))
              .sorted()
              .toList();
      assertThat(decisions).allMatch(name -> DECISION.matcher(name).matches());
      assertThat(decisions.stream().map(name -> name.substring(0, 4))).doesNotHaveDuplicates();
      assertThat(
              index
                  .lines()
                  .filter(line -> line.startsWith("| ["))
                  .flatMap(line -> DECISION.matcher(line).results().limit(1))
                  .map(MatchResult::group))
          .containsExactlyElementsOf(decisions);
      for (String name : decisions) {
        assertThat(Files.readAllLines(DECISIONS.resolve(name)))
            .as(name)
            .anyMatch(line -> line.startsWith("Status: "));
      }
    }
  }
}
