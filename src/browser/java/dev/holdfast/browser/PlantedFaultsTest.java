package dev.holdfast.browser;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.holdfast.browser.Stage.On;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The checks that the other tests make find faults that are planted in what the browser receives.
 */
@ExtendWith(Stage.Extension.class)
class PlantedFaultsTest {
  /** For a check that must fail: what is shown by now is there, or it never comes. */
  private static final double MOMENT_MS = 2_000;

  private static final String LANES = "lanes=unguarded&" + RacePageTest.SLOW;

  @Test
  void aLaneThatShowsItsEndAlone_andAVerdictThatHidesWhatWasOversold(Stage stage) {
    var visitor =
        stage
            .visitor()
            .plantingAll(
                "race/lanes.js",
                Map.of(
                    "showLevel(parts, lane, units);",
                    "if (lane.state !== 'RUNNING') showLevel(parts, lane, units);",
                    "const title = verdictTitle(verdict);",
                    "const title = verdictTitle({ ...verdict, oversoldUnits: 0 });"));
    var page = RacePage.open(visitor, stage.on(On.REDIS).service(), LANES);
    page.start();
    var race = page.awaitEnd("FINISHED");
    assertFound(() -> page.assertWasLive("unguarded"), "units left in lane unguarded");
    assertFound(() -> page.assertShows(race), "Oversold by");
  }

  @Test
  void aFieldWithoutALabel(Stage stage) {
    var visitor =
        stage
            .visitor()
            .planting(
                "race/settings.js", "el(\"label\", { for: name }, label", "el(\"b\", {}, label");
    RacePage.open(visitor, stage.on(On.REDIS).service(), "");
    assertFound(visitor::assertAccessible, "label: ");
  }

  @Test
  void aColumnThatIsWiderThanAPhone(Stage stage) {
    var visitor =
        stage
            .visitor(Screen.PHONE)
            .planting(
                "race/main.js",
                "explainTerms();",
                "explainTerms(); byId('lanes').style.minWidth = '900px';");
    RacePage.open(visitor, stage.on(On.REDIS).service(), "");
    assertFound(visitor::assertLaidOut, "wide on a screen of 360");
  }

  @Test
  void aRequestToAnotherHost(Stage stage) {
    var visitor =
        stage
            .visitor()
            .planting(
                "race/main.js",
                "explainTerms();",
                "explainTerms(); fetch('http://other.invalid/').catch(() => {});");
    RacePage.open(visitor, stage.on(On.REDIS).service(), "");
    assertFound(visitor::assertUntroubled, "other.invalid");
    visitor.expecting("other.invalid");
  }

  @Test
  void aFocusThatIsNotSeen(Stage stage) {
    var visitor =
        stage
            .visitor()
            .planting("common/base.css", "outline: 3px solid var(--accent)", "outline: none");
    RacePage.open(visitor, stage.on(On.REDIS).service(), "");
    assertFound(visitor::assertKeyboardReachesAll, "the focus is not seen on");
  }

  private static void assertFound(ThrowingCallable check, String said) {
    PlaywrightAssertions.setDefaultAssertionTimeout(MOMENT_MS);
    try {
      assertThatThrownBy(check).isInstanceOf(AssertionError.class).hasMessageContaining(said);
    } finally {
      PlaywrightAssertions.setDefaultAssertionTimeout(Stage.PATIENCE_MS);
    }
  }
}
