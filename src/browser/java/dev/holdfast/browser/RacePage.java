package dev.holdfast.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** The race page as its visitors use it, and what must be true of it. */
final class RacePage {
  /** Notes, for each lane, the values that the reader could see, without repeating one. */
  private static final String NOTE_VALUES =
      """
      () => {
        window.seen = {};
        const look = () => {
          for (const lane of document.querySelectorAll('[data-test=lane]')) {
            const values = window.seen[lane.dataset.strategy] ??= [];
            const value = lane.querySelector('[data-test=units-left]').textContent;
            if (values.at(-1) !== value) values.push(value);
          }
          requestAnimationFrame(look);
        };
        look();
      }
      """;

  private final Page page;
  private final ServiceUnderTest service;

  private RacePage(Page page, ServiceUnderTest service) {
    this.page = page;
    this.service = service;
  }

  /**
   * Opens the page.
   *
   * @param settings as its link has them, empty for the defaults
   */
  static RacePage open(Visitor visitor, ServiceUnderTest service, String settings) {
    var page = visitor.open(service, settings.isEmpty() ? "/" : "/#" + settings);
    assertThat(find(page, "start")).isEnabled();
    return new RacePage(page, service);
  }

  /** An element of this page. */
  Locator find(String test) {
    return find(page, test);
  }

  static Locator find(Page page, String test) {
    return page.getByTestId(test);
  }

  /** The lane of a strategy. */
  Locator lane(String strategy) {
    return page.locator("#lane-" + strategy);
  }

  /** Starts a race with one click. */
  void start() {
    page.evaluate(NOTE_VALUES);
    find("start").click();
    assertThat(find("race-state"))
        .hasAttribute("data-state", Pattern.compile("STARTING|RUNNING|FINISHED"));
  }

  /**
   * Waits until it says that the race has ended in this way, and gives the race as the API has it.
   */
  JsonNode awaitEnd(String state) {
    assertThat(find("race-state")).hasAttribute("data-state", state);
    return service.get("/api/v1/lab/races").get("items").get(0);
  }

  /**
   * The number of this lane has changed before the reader's eyes: it was neither all nor the last.
   * A strategy that is not held between its check and its take may be over before that is seen.
   */
  void assertWasLive(String strategy) {
    var seen = (Map<?, ?>) page.evaluate("window.seen");
    assertThat((List<?>) seen.get(strategy))
        .as("units left in lane %s", strategy)
        .hasSizeGreaterThan(2);
  }

  /** What each lane says is what the API says of it. */
  void assertShows(JsonNode race) {
    for (JsonNode lane : race.get("lanes")) {
      Locator shown = lane(lane.get("strategy").asString());
      JsonNode verdict = lane.get("verdict");
      long left = lane.get("unitsLeft").asLong();
      assertThat(shown.getByTestId("units-left")).hasAttribute("data-value", Long.toString(left));
      assertThat(shown.getByTestId("units-left"))
          .hasAttribute("data-oversold", Boolean.toString(left < 0));
      assertThat(shown.getByTestId("accepted")).hasText(grouped(lane.get("accepted").asLong()));
      assertThat(shown.getByTestId("refused")).hasText(grouped(lane.get("refused").asLong()));
      assertThat(shown.getByTestId("store-available"))
          .hasText(grouped(lane.get("storeAvailable").asLong()));
      assertThat(shown.getByTestId("verdict")).containsText(verdict.get("sentence").asString());
      assertThat(shown.getByTestId("verdict"))
          .containsText(
              !verdict.has("asDeclared")
                  ? "Proves nothing either way."
                  : verdict.get("asDeclared").asBoolean()
                      ? "As the strategy declares."
                      : "Not as the strategy declares.");
      assertThat(shown.getByTestId("mechanism"))
          .hasText("docs/mechanisms.md#" + verdict.get("mechanism").asString());
      long oversold = verdict.get("oversoldUnits").asLong();
      if (oversold > 0) {
        assertThat(shown.getByTestId("verdict")).containsText("Oversold by " + grouped(oversold));
        assertThat(shown.getByTestId("first-oversold")).isVisible();
      } else {
        assertThat(shown.getByTestId("verdict")).not().containsText("Oversold");
        assertThat(shown.getByTestId("first-oversold")).isHidden();
      }
    }
    assertThat(find("sentence")).hasText(race.get("sentence").asString());
  }

  /** A lane that sold units twice says so in red, and not by colour alone. */
  void assertOversoldInRed(String strategy) {
    Locator lane = lane(strategy);
    assertThat(lane.getByTestId("units-left")).hasText(Pattern.compile("^[-\u2212]\\d"));
    assertThat(lane.getByTestId("units-word")).containsText("oversold");
    assertThat(isRed(lane.getByTestId("units-left"))).isTrue();
    assertThat(isRed(lane.getByTestId("verdict").locator(".verdict-title"))).isTrue();
  }

  private static boolean isRed(Locator text) {
    var colour =
        (List<?>)
            text.evaluate(
                """
                element => {
                  const canvas = document.createElement('canvas').getContext('2d');
                  canvas.fillStyle = getComputedStyle(element).color;
                  canvas.fillRect(0, 0, 1, 1);
                  return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
                }
                """);
    List<Integer> rgb =
        IntStream.range(0, 3).mapToObj(i -> ((Number) colour.get(i)).intValue()).toList();
    return rgb.get(0) > 1.5 * rgb.get(1) && rgb.get(0) > 1.5 * rgb.get(2);
  }

  private static String grouped(long number) {
    return "%,d".formatted(number).replace("-", "\u2212");
  }
}
