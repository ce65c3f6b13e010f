package dev.holdfast.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import dev.holdfast.browser.Stage.On;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A change of the console whose outcome is unknown is not booked twice, whatever its repeats are
 * answered.
 */
@ExtendWith(Stage.Extension.class)
class UnknownOutcomeTest {
  private static final String CALLS = "**/stock-adjustments";

  @Test
  void aRefusedRepeat_leavesTheOutcomeUnknown_andIsSentAgainUnderTheSameKey(Stage stage) {
    var hosted = stage.on(On.REDIS);
    hosted.service().stockUp("REPEATED", hosted.store().exact(), 10);
    var visitor = stage.visitor().expecting("status of (504|409)");
    Page page = visitor.open(hosted.service(), "/console#/products/REPEATED");
    List<Request> sent = new ArrayList<>();
    page.route(
        CALLS,
        route -> {
          sent.add(route.request());
          switch (sent.size()) {
            case 1 -> lose(route);
            case 2 -> refuse(route, 409, "in-progress");
            default -> route.resume();
          }
        });

    page.getByTestId("adjust-stock").click();
    Locator dialog = page.getByTestId("dialog");
    dialog.getByTestId("field-delta").fill("5");
    dialog.getByTestId("field-reason").fill("a delivery");
    dialog.getByTestId("dialog-go").click();
    assertThat(dialog.getByTestId("change-outcome")).containsText("The outcome is unknown");
    assertThat(dialog.getByTestId("field-delta")).isDisabled();

    dialog.getByTestId("change-repeat").click();
    assertThat(dialog.getByTestId("change-outcome"))
        .containsText("This repeat was refused; what was sent before it may have been done");
    assertThat(dialog.getByTestId("field-delta")).isDisabled();
    assertThat(dialog.getByTestId("field-reason")).isDisabled();
    visitor.assertAccessible();
    visitor.picture("console-unknown");

    dialog.getByTestId("change-repeat").click();
    assertThat(dialog.getByTestId("change-outcome")).containsText("Done already");
    dialog.getByTestId("dialog-cancel").click();
    assertThat(page.getByTestId("product-levels")).containsText("15");

    var keys = sent.stream().map(call -> call.headerValue("Idempotency-Key")).toList();
    assertThat(keys).hasSize(3).doesNotContainNull().containsOnly(keys.getFirst());
    assertThat(sent).extracting(Request::postData).containsOnly(sent.getFirst().postData());
    var stock = hosted.service().get("/api/v1/products/REPEATED").get("stock");
    assertThat(stock.get("supplied").asInt()).as("five units, booked once").isEqualTo(15);
  }

  @Test
  void aDialogStays_untilTheAnswerIsThere(Stage stage) {
    var hosted = stage.on(On.REDIS);
    hosted.service().stockUp("ON-ITS-WAY", hosted.store().exact(), 10);
    Page page = stage.visitor().open(hosted.service(), "/console#/products/ON-ITS-WAY");
    List<Route> held = new ArrayList<>();
    page.route(CALLS, held::add);

    page.getByTestId("adjust-stock").click();
    Locator dialog = page.getByTestId("dialog");
    dialog.getByTestId("field-delta").fill("5");
    dialog.getByTestId("field-reason").fill("a delivery");
    dialog.getByTestId("dialog-go").click();
    assertThat(dialog.getByTestId("change-outcome")).containsText("has not answered yet");
    assertThat(dialog.getByTestId("dialog-cancel")).isDisabled();
    page.waitForCondition(() -> !held.isEmpty());
    // A browser lets the second one through where a page prevents only the first.
    page.keyboard().press("Escape");
    page.keyboard().press("Escape");
    assertThat(dialog).isVisible();

    held.getFirst().resume();
    assertThat(dialog.getByTestId("change-outcome")).containsText("Done");
    page.keyboard().press("Escape");
    assertThat(dialog).hasCount(0);
    assertThat(page.getByTestId("product-levels")).containsText("15");
  }

  /** The service does it, and its answer does not arrive. */
  private static void lose(Route route) {
    assertThat(route.fetch().status()).isEqualTo(201);
    refuse(route, 504, "outcome-unknown");
  }

  private static void refuse(Route route, int status, String code) {
    route.fulfill(
        new Route.FulfillOptions()
            .setStatus(status)
            .setContentType("application/problem+json")
            .setBody(
                """
                {"status":%d,"code":"%s","title":"Planted","detail":"planted by a test"}
                """
                    .formatted(status, code)));
  }
}
