package dev.holdfast.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The pages for people, and what their browsers may do. */
@ExtendWith(OutputCaptureExtension.class)
@RedisOnly("It is about files, which no store sees.")
class PagesTest extends RunningService {
  private static final String STYLE = "/common/tokens.css";
  private static final String CHARTS = "/webjars/uplot/1.6.30/dist/uPlot.esm.js";

  private static final String SWAGGER_UI = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";

  private Answer send(String method, String path, String... headers) {
    return RawHttp.send(port, RawHttp.request(method, path, List.of(headers), new byte[0]));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/race", STYLE, CHARTS})
  void page_mayLoadAndCallThisServiceAlone(String path) {
    var answer = shop.get(path).expect(200);

    assertThat(answer.header("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .contains("base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'")
        .doesNotContain("unsafe");
    assertThat(answer.header("X-Content-Type-Options")).contains("nosniff");
    assertThat(answer.header("Referrer-Policy")).contains("no-referrer");
    assertThat(answer.header("Permissions-Policy")).isPresent();
  }

  @Test
  void file_isAskedForAgainAndSentWhenItHasChanged() {
    var first = shop.get(STYLE).expect(200);
    assertThat(first.header("Cache-Control")).contains("no-cache");
    String tag = first.header("ETag").orElseThrow();

    assertThat(send("GET", STYLE, "If-None-Match: " + tag).expect(304).body()).isEmpty();
    send("GET", STYLE, "If-None-Match: \"other\"").expect(200);
    assertThat(shop.get(CHARTS).header("ETag")).isNotEqualTo(first.header("ETag"));
  }

  @Test
  void parametersOfAPage_areItsOwn() {
    shop.get("/?units=50&lanes=unguarded").expect(200);
    shop.get("/race?units=50").expect(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/common/none.js",
        "/common/../application.yaml",
        "/common/..%5capplication.yaml",
        "/application.yaml",
        "/webjars/uplot/../swagger-ui/index.html",
        "/race.html",
        "/nothing"
      })
  void whatIsNoFileOfAPage_isNotFound(String path) {
    assertThat(send("GET", path).status()).isIn(400, 404);
  }

  @Test
  void fileOfAnotherLibrary_isNotServed() throws IOException {
    var swaggerUi = new Properties();
    try (var version = getClass().getResourceAsStream(SWAGGER_UI)) {
      swaggerUi.load(requireNonNull(version));
    }
    String path = "/webjars/swagger-ui/" + swaggerUi.getProperty("version") + "/index.html";
    assertThat(getClass().getResource("/META-INF/resources" + path)).isNotNull();

    shop.get(path).expectProblem(404, "not-found");
  }

  @Test
  void whatIsNotThere_fillsNoLog(CapturedOutput output) {
    shop.get("/nothing").expectProblem(404, "not-found");

    assertThat(output.getAll()).doesNotContain("No mapping");
  }

  @Test
  void onlyGetIsAllowed() {
    send("POST", "/").expectProblem(405, "method-not-allowed");
    send("POST", STYLE).expectProblem(405, "method-not-allowed");
  }

  @Test
  void swaggerUi_keepsItsOwnPolicy() {
    var page = shop.get("/swagger-ui/index.html").expect(200);
    assertThat(page.header("Content-Security-Policy")).isEmpty();
    shop.get("/swagger-ui/swagger-ui-bundle.js").expect(200);
    assertThat(send("GET", "/swagger-ui.html").expect(302).header("Location"))
        .contains("/swagger-ui/index.html");
  }
}
