package dev.holdfast.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.holdfast.browser.Stage.On;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each view on a phone, a tablet and a projector, in the light and in the dark: readable, without a
 * violation of accessibility, and by the keyboard alone. The screenshots are for eyes.
 */
@ExtendWith(Stage.Extension.class)
class EveryViewTest {
  /** As long as one may be: a phone must not be too narrow for it. */
  private static final String SKU =
      "SPARE-PART-OF-A-MACHINE-THAT-IS-NO-LONGER-MADE.REV-B.0123456789a";

  /** The views whose controls are those of others as well. */
  private static final Set<String> WITH_CONTROLS =
      Set.of("products", "products/SKU", "products/SKU/repair", "orders");

  private static final List<Screen> SCREENS =
      List.of(Screen.PHONE, Screen.TABLET, Screen.PROJECTOR);

  @Test
  void theRace(Stage stage) {
    var visitor = stage.visitor();
    var race =
        RacePage.open(
            visitor,
            stage.on(On.REDIS).service(),
            "lanes=unguarded,redisson-lock,redis-script&" + RacePageTest.SHORT);
    assertReadable(visitor, "race-before");
    race.start();
    race.awaitEnd("FINISHED");
    assertReadable(visitor, "race-after");
  }

  @Test
  void theSmallestRace(Stage stage) {
    var visitor = stage.visitor();
    var race = RacePage.open(visitor, stage.on(On.REDIS).service(), "");
    race.find("smallest-start").click();
    assertThat(race.find("smallest-next")).isFocused();
    visitor.page().keyboard().press("End");
    assertThat(race.find("smallest-outcome")).isVisible();
    assertReadable(visitor, "smallest");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "products",
        "products/SKU",
        "products/SKU/orders",
        "products/SKU/ledger",
        "products/SKU/repair",
        "orders",
        "instances",
        "locks",
        "store"
      })
  void aViewOfTheConsole(String view, Stage stage) {
    furnish(stage);
    var visitor = stage.visitor();
    open(visitor, stage, view);
    if (WITH_CONTROLS.contains(view)) {
      visitor.assertKeyboardReachesAll();
    }
    assertReadable(visitor, "console-" + view.replace('/', '-'));
  }

  @Test
  void anOrder(Stage stage) {
    String order = furnish(stage);
    var visitor = stage.visitor();
    var page = open(visitor, stage, "orders/" + order);
    assertThat(page.getByTestId("event").first()).isVisible();
    assertReadable(visitor, "console-order");
  }

  private static Page open(Visitor visitor, Stage stage, String view) {
    var page = visitor.open(stage.on(On.REDIS).service(), "/console#/" + view.replace("SKU", SKU));
    assertThat(page.locator("main h1")).isVisible();
    assertThat(page.getByTestId("live")).hasAttribute("data-state", "live");
    assertThat(page.locator("main .busy")).hasCount(0);
    return page;
  }

  /**
   * A product with a long name, damage, and an order; its id. Done once, repeated without effect.
   */
  private static String furnish(Stage stage) {
    var hosted = stage.on(On.REDIS);
    hosted.service().stockUp(SKU, hosted.store().exact(), 12);
    return hosted.service().order("viewed", SKU, 3).get("id").asString();
  }

  private static void assertReadable(Visitor visitor, String name) {
    Page page = visitor.page();
    for (Screen screen : SCREENS) {
      page.setViewportSize(screen.width(), screen.height());
      visitor.picture("%s-%d-light".formatted(name, screen.width()));
      visitor.assertLaidOut();
    }
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    visitor.picture("%s-%d-dark".formatted(name, SCREENS.getLast().width()));
    // Dark now; what is hidden on a phone is there on a projector.
    visitor.assertAccessible();
    page.setViewportSize(Screen.PHONE.width(), Screen.PHONE.height());
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    visitor.assertAccessible();
  }
}
