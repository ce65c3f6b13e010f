package dev.holdfast.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.holdfast.browser.Stage.On;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The console, see {@code docs/console.md}. */
@ExtendWith(Stage.Extension.class)
class ConsolePageTest {
  private static final String TOKEN = "a-token-that-only-this-test-knows";

  @ParameterizedTest
  @EnumSource
  void unitsThatWereLost_areFound_andMended(On on, Stage stage) {
    var hosted = stage.on(on);
    var service = hosted.service();
    String sku = "LOST-" + on;
    service.stockUp(sku, hosted.store().exact(), 10);
    service.order("lost-" + on, sku, 2);
    hosted.store().lose(sku, 3);

    var visitor = stage.visitor();
    Page page = visitor.open(service, "/console");
    Locator row = page.locator("[data-test=product-row][data-sku='%s']".formatted(sku));
    assertThat(row.getByTestId("conserved")).hasAttribute("data-conserved", "false");
    assertThat(row).containsText("3 missing");
    visitor.picture("console-damaged-" + on);

    row.getByRole(AriaRole.LINK).first().click();
    assertThat(page.getByTestId("discrepancy")).containsText("3");
    page.getByTestId("go-repair").click();
    assertThat(page.getByTestId("audit-damaged")).isVisible();
    page.getByTestId("deep-audit").click();
    assertThat(page.getByTestId("finding").first()).isVisible();
    page.getByTestId("reconcile").click();
    assertThat(page.getByTestId("repair-levels")).isVisible();
    assertThat(service.get("/api/v1/products/" + sku + "/audit").get("conserved").asBoolean())
        .as("a dry run changes nothing")
        .isFalse();
    visitor.picture("console-dry-run-" + on);

    page.getByTestId("repair-apply").click();
    Locator dialog = page.getByTestId("dialog");
    assertThat(dialog.getByTestId("change-will")).not().isEmpty();
    dialog.getByTestId("field-reason").fill("found by a browser");
    dialog.locator("summary").click();
    assertThat(dialog.getByTestId("curl"))
        .containsText("/api/v1/products/" + sku + "/reconciliations");
    assertThat(dialog.getByTestId("curl")).containsText("found by a browser");
    visitor.assertAccessible();
    visitor.picture("console-dialog-" + on);
    dialog.getByTestId("dialog-go").click();
    assertThat(dialog.getByTestId("change-outcome")).containsText("Repaired");
    dialog.getByTestId("dialog-cancel").click();

    assertThat(page.getByTestId("audit-result")).containsText("Everything adds up");
    assertThat(page.getByTestId("discrepancy")).isEmpty();
    var audit = service.get("/api/v1/products/" + sku + "/audit?deep=true");
    assertThat(audit.get("conserved").asBoolean()).isTrue();
    assertThat(audit.get("reserved").asInt()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void anOrderIsFoundByItsReference_andConfirmed_andItsLifeIsShown(On on, Stage stage) {
    var hosted = stage.on(on);
    String key = "life-" + on;
    String sku = "LIFE-" + on;
    hosted.service().stockUp(sku, hosted.store().exact(), 5);
    var order = hosted.service().order(key, sku, 1);

    var visitor = stage.visitor();
    Page page = visitor.open(hosted.service(), "/console#/orders");
    page.getByTestId("field-by").selectOption("reference");
    page.getByTestId("field-what").fill("r-" + key);
    page.getByTestId("order-search-go").click();
    page.getByTestId("order-found")
        .locator("[data-id='%s'] a".formatted(order.get("id").asString()))
        .first()
        .click();
    assertThat(page.locator("[data-test=event][data-type=reserved]")).isVisible();
    page.getByTestId("order-confirm").click();
    page.getByTestId("dialog-go").click();
    assertThat(page.getByTestId("change-outcome").getByTestId("notice-good")).isVisible();
    page.getByTestId("dialog-cancel").click();
    assertThat(page.locator("[data-test=event][data-type=confirmed]")).isVisible();
    assertThat(page.getByTestId("order-state"))
        .containsText(Pattern.compile("confirmed|paid", Pattern.CASE_INSENSITIVE));
    visitor.picture("console-order-" + on);
  }

  @Test
  void aProductBeyondThoseThatAreListed_isFoundByTheBeginningOfItsSku(Stage stage) {
    var hosted = stage.on(On.REDIS);
    hosted.service().stockUp("0-FIRST", hosted.store().exact(), 1);
    hosted.service().stockUp("ZZ-BEYOND", hosted.store().exact(), 1);
    var visitor =
        stage
            .visitor()
            .plantingAll(
                "console/products.js",
                Map.of("READ = 500;", "READ = 1;", "READ_MAX = 10_000;", "READ_MAX = 1;"));
    Page page = visitor.open(hosted.service(), "/console");
    Locator rows = page.getByTestId("product-row");
    assertThat(rows).hasCount(1);
    page.getByTestId("product-search").fill("ZZ-BEY");
    assertThat(rows).hasAttribute("data-sku", "ZZ-BEYOND");
  }

  @Test
  void stockIsLive_alsoAfterTheServiceHasStartedAgain(Stage stage) {
    var hosted = stage.on(On.REDIS);
    var service = hosted.service();
    service.stockUp("LIVE", hosted.store().exact(), 9);
    var visitor =
        stage
            .visitor()
            .expecting(
                "ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|status"
                    + " of 503");
    Page page = visitor.open(service, "/console#/products/LIVE");
    assertThat(page.getByTestId("live")).hasAttribute("data-state", "live");
    service.order("live-1", "LIVE", 4);
    assertThat(page.getByTestId("product-levels")).containsText("5");

    service.stop();
    assertThat(page.getByTestId("live")).hasAttribute("data-state", "waiting");
    service.startAgain();
    assertThat(page.getByTestId("live")).hasAttribute("data-state", "live");
    service.order("live-2", "LIVE", 2);
    assertThat(page.getByTestId("product-levels")).containsText("3");
  }

  @Test
  void theTokenIsAskedForOnce_andKeptInMemoryAlone(Stage stage) {
    var settings = new ArrayList<>(stage.on(On.REDIS).store().settings());
    settings.add("--holdfast.admin-token=" + TOKEN);
    try (var service = ServiceUnderTest.start(settings)) {
      var visitor = stage.visitor().expecting("status of 401");
      Page page = visitor.open(service, "/console");
      Locator field = page.locator("#admin-token");
      field.fill("not-the-token-of-this-service");
      page.getByTestId("dialog-go").click();
      assertThat(page.getByTestId("dialog")).containsText("not accepted");
      visitor.assertAccessible();
      visitor.picture("console-token");
      field.fill(TOKEN);
      page.getByTestId("dialog-go").click();
      assertThat(page.getByTestId("product-count")).isVisible();
      assertThat(page.getByTestId("live")).hasAttribute("data-state", "live");
      for (String view : List.of("orders", "instances", "locks", "store", "products")) {
        page.getByTestId("nav-" + view).click();
        assertThat(page.locator("main h1")).isVisible();
        assertThat(page.getByTestId("dialog")).hasCount(0);
      }
      assertThat(
              (String)
                  page.evaluate(
                      "() => JSON.stringify([{...localStorage}, {...sessionStorage},"
                          + " document.cookie, location.href])"))
          .doesNotContain(TOKEN);
      assertThat(page.context().storageState()).doesNotContain(TOKEN);
      page.reload();
      assertThat(field).isVisible();
    }
  }
}
