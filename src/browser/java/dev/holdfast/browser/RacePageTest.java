package dev.holdfast.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.holdfast.browser.Stage.On;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** The race page, see {@code docs/race.md}. */
@ExtendWith(Stage.Extension.class)
class RacePageTest {
  /** A lane that takes a second or two, and in which a strategy without protection oversells. */
  static final String SLOW = "units=300&customers=500&quantity=1&window=100&fault=NONE";

  /** The same on PostgreSQL, where an order that is held keeps a connection of few. */
  private static final String SLOW_ON_POSTGRES =
      "units=120&customers=240&quantity=1&window=50&fault=NONE";

  /** A lane that takes a moment, and in which a strategy without protection oversells. */
  static final String SHORT = "units=20&customers=120&quantity=1&window=20&fault=NONE";

  /** From the start of the service to the verdicts. */
  private static final Duration SIGHT_MAX = Duration.ofMinutes(1);

  /** What Chromium says when a service ends that it speaks with. */
  private static final String GONE =
      "ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE";

  @Test
  void oneClickOnAFreshService_showsWhoOversells_withinAMinute(Stage stage) {
    try (var service = ServiceUnderTest.start(List.of())) {
      var visitor = stage.visitor();
      var page = RacePage.open(visitor, service, "");
      page.start();
      var race = page.awaitEnd("FINISHED");
      assertThat(service.up()).isLessThan(SIGHT_MAX);
      page.assertShows(race);
      page.assertOversoldInRed("unguarded");
      assertThat(lanes(race)).hasSizeGreaterThan(1);
      assertThat(lanes(race))
          .filteredOn(lane -> !lane.get("strategy").asString().equals("unguarded"))
          .allSatisfy(lane -> assertThat(lane.get("unitsLeft").asLong()).isZero());
      assertThat(lanes(race))
          .allSatisfy(
              lane -> assertThat(lane.get("verdict").path("asDeclared").asBoolean(false)).isTrue());
      Picture.ofTheReadme(visitor);
    }
  }

  @ParameterizedTest
  @EnumSource
  void lanesFall_whileCustomersOrder_andEndWithTheirVerdicts(On on, Stage stage) {
    var hosted = stage.on(on);
    String unguarded = hosted.store().unguarded();
    var visitor = stage.visitor();
    var page =
        RacePage.open(
            visitor,
            hosted.service(),
            "lanes=%s,%s&%s"
                .formatted(
                    unguarded, hosted.store().exact(), on == On.REDIS ? SLOW : SLOW_ON_POSTGRES));
    page.start();
    assertThat(page.find("stop")).isVisible();
    var race = page.awaitEnd("FINISHED");
    page.assertWasLive(unguarded);
    page.assertShows(race);
    page.assertOversoldInRed(unguarded);
    assertThat(lanes(race).getLast().get("unitsLeft").asLong()).isZero();
    visitor.picture("race-end-" + on);
  }

  @Test
  void aFaultMakesALockOversell_andAFenceDoesNot(Stage stage) {
    var visitor = stage.visitor();
    var page =
        RacePage.open(
            visitor,
            stage.on(On.REDIS).service(),
            "lanes=redisson-lock,redisson-fenced-lock&units=3&customers=20&quantity=1&window=5&fault=PAUSED_HOLDER");
    page.start();
    var race = page.awaitEnd("FINISHED");
    page.assertShows(race);
    page.assertOversoldInRed("redisson-lock");
    assertThat(lanes(race).getLast().get("verdict").get("oversoldUnits").asLong()).isZero();
    visitor.picture("race-fault");
  }

  @Test
  void aRaceIsStopped_andMeanwhileOtherVisitorsMayWatchIt(Stage stage) {
    var service = stage.on(On.REDIS).service();
    // A refusal of a second race is an error to the browser's console.
    var other = stage.visitor().expecting("status of 409");
    var waiting = RacePage.open(other, service, "lanes=unguarded&" + SHORT);
    var page =
        RacePage.open(
            stage.visitor(),
            service,
            "lanes=unguarded,redis-script,redis-decrby,redis-cas,redisson-lock,redisson-fenced-lock&"
                + SLOW);
    page.start();
    waiting.find("start").click();
    assertThat(waiting.find("other-race")).isVisible();
    waiting.find("watch").click();
    assertThat(waiting.lane("redisson-lock")).isVisible();
    page.find("stop").click();
    page.awaitEnd("STOPPED");
    assertThat(waiting.find("race-state")).hasAttribute("data-state", "STOPPED");
  }

  @Test
  void aLinkRepeatsTheSettings(Stage stage) {
    var service = stage.on(On.REDIS).service();
    var visitor = stage.visitor();
    var page = RacePage.open(visitor, service, "");
    page.find("units").fill("77");
    page.find("customers").fill("99");
    page.find("raceWindow").fill("12");
    page.find("fault").selectOption("SECOND_INSTANCE");
    visitor.page().locator("input[name=lanes][value=redis-cas]").check();
    String link = visitor.page().url();
    String summary = page.find("summary").textContent();
    assertThat(visitor.page().locator("#share-note"))
        .containsText("cannot repeat the interleaving");

    var another = stage.visitor();
    another.page().navigate(link);
    assertThat(RacePage.find(another.page(), "start")).isEnabled();
    assertThat(another.page().getByTestId("summary")).hasText(summary);
    assertThat(another.page().getByTestId("units")).hasValue("77");
    assertThat(another.page().locator("input[name=lanes][value=redis-cas]")).isChecked();
  }

  @Test
  void settingsBeyondTheirBounds_areNamedAtTheirField_andNothingStarts(Stage stage) {
    var page = RacePage.open(stage.visitor(), stage.on(On.REDIS).service(), "");
    page.find("units").fill("0");
    page.find("start").click();
    assertThat(page.find("error-units")).containsText("1");
    assertThat(page.find("units")).isFocused();
    assertThat(page.find("start")).isVisible();
  }

  @Test
  void aSavedRace_opensFromDisk_withoutScript(Stage stage) throws Exception {
    var service = stage.on(On.REDIS).service();
    var visitor = stage.visitor();
    var page = RacePage.open(visitor, service, "lanes=unguarded,redis-script&" + SHORT);
    page.start();
    var race = page.awaitEnd("FINISHED");
    var download = visitor.page().waitForDownload(() -> page.find("save-html").click());
    Path file = Files.createTempFile("race", ".html");
    try {
      download.saveAs(file);
      assertThat(Files.readString(file))
          .doesNotContainPattern("(?i)<script|javascript:|\\son\\w+=");
      var reader = stage.visitorWithoutScript();
      reader.page().navigate(file.toUri().toString());
      for (JsonNode lane : lanes(race)) {
        assertThat(reader.page().locator("body"))
            .containsText(lane.get("verdict").get("sentence").asString());
      }
      assertThat(reader.page().locator("svg[role=img]")).hasCount(2);
      reader.assertLaidOut();
      reader.picture("race-saved");
    } finally {
      Files.delete(file);
    }
  }

  @ParameterizedTest
  @EnumSource
  void twoCustomersAndOneUnit_stepByStep(On on, Stage stage) {
    var hosted = stage.on(on);
    var visitor = stage.visitor();
    var page = RacePage.open(visitor, hosted.service(), "");
    var actions = replay(page, hosted.store().unguarded());
    assertThat(page.find("smallest-outcome")).containsText("Oversold by 1 unit");
    assertThat(actions).contains("A READ", "B READ", "A TAKE", "B TAKE");
    assertThat(actions.indexOf("B READ"))
        .as("B reads before A takes: %s", actions)
        .isLessThan(actions.indexOf("A TAKE"));
    visitor.picture("smallest-" + on);

    replay(page, hosted.store().exact());
    assertThat(page.find("smallest-outcome")).containsText("Nothing is oversold");
  }

  /** Runs the smallest race and reads it to its end, a step at a time; who did what, in order. */
  private static List<String> replay(RacePage page, String strategy) {
    page.find("smallest-strategy").selectOption(strategy);
    page.find("smallest-start").click();
    assertThat(page.find("smallest-count")).hasText(Pattern.compile("Step 1 of \\d+"));
    int steps =
        Integer.parseInt(page.find("smallest-count").textContent().replaceFirst(".* of ", ""));
    for (int step = 2; step <= steps; step++) {
      assertThat(page.find("smallest-outcome")).isHidden();
      page.find("smallest-next").click();
      assertThat(page.find("smallest-step")).hasCount(step);
    }
    assertThat(page.find("smallest-outcome")).isVisible();
    return page.find("smallest-step").all().stream()
        .map(step -> step.getAttribute("data-customer") + " " + step.getAttribute("data-action"))
        .toList();
  }

  @Test
  void aServiceThatStartsAgain_hasForgottenTheRace_andRunsAnother(Stage stage) {
    var service = stage.on(On.REDIS).service();
    var visitor = stage.visitor().expecting(GONE).expecting("status of (404|503)");
    var page =
        RacePage.open(
            visitor, service, "lanes=unguarded,redis-script,redis-decrby,redisson-lock&" + SLOW);
    page.start();
    assertThat(page.lane("unguarded")).hasAttribute("data-state", "RUNNING");
    service.stop();
    assertThat(page.find("connection")).containsText("Trying again");
    service.startAgain();
    assertThat(page.find("connection")).containsText("restarted");
    page.find("start").click();
    assertThat(page.find("connection")).isHidden();
    assertThat(page.lane("unguarded")).hasAttribute("data-state", Pattern.compile("RUNNING|DONE"));
    page.find("stop").click();
    page.awaitEnd("STOPPED");
  }

  @Test
  void everyControlIsReachedByTheKeyboard_whichStartsARace(Stage stage) {
    var visitor = stage.visitor();
    var page = RacePage.open(visitor, stage.on(On.REDIS).service(), "lanes=redis-script&" + SHORT);
    visitor.assertKeyboardReachesAll();
    Locator start = page.find("start");
    start.focus();
    visitor.page().keyboard().press("Enter");
    page.awaitEnd("FINISHED");
    assertThat(start).isFocused();
  }

  private static List<JsonNode> lanes(JsonNode race) {
    return race.get("lanes").valueStream().toList();
  }
}
