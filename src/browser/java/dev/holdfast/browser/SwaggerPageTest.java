package dev.holdfast.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The API's description as a page, which comes with its library. */
@ExtendWith(Stage.Extension.class)
class SwaggerPageTest {
  @Test
  void theDescriptionIsShown_fromThisHostAlone(Stage stage) {
    var visitor = stage.visitor();
    var page = visitor.open(stage.on(Stage.On.REDIS).service(), "/swagger-ui.html");
    assertThat(page.locator("#operations-Orders-place")).isVisible();
    visitor.picture("swagger");
  }
}
