package dev.holdfast.http;

import static dev.holdfast.http.Shop.unique;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalManagementPort;

/** What HTTP itself asks of every server. */
@RedisOnly("It is about HTTP, which no store sees.")
class HttpMannersTest extends RunningService {
  private static final byte[] NO_BODY = new byte[0];
  private static final String NEW_REQUEST_ID = "[0-9a-z]{1,13}";
  private static final String LONGEST_REQUEST_ID =
      "0123456789-0123456789-0123456789-0123456789-0123456789-123456789";

  @LocalManagementPort int managementPort;

  @Test
  void headAnswersAsGetDoesButWithoutABody() {
    String path = "/api/v1/products/" + shop.product("redis-script", 1);

    var head = RawHttp.send(port, RawHttp.request("HEAD", path, List.of(), NO_BODY)).expect(200);

    assertThat(head.body()).isEmpty();
    assertThat(head.header("Content-Type")).isEqualTo(shop.get(path).header("Content-Type"));
  }

  @Test
  void headOfNothingIsNotFoundWithoutABody() {
    byte[] request =
        RawHttp.request("HEAD", "/api/v1/products/" + unique("unknown"), List.of(), NO_BODY);

    assertThat(RawHttp.send(port, request).expect(404).body()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/v1/orders | GET,HEAD,POST,OPTIONS",
        "/api/v1/products/any | GET,HEAD,PATCH,PUT,OPTIONS",
        "/api/v1/strategies | GET,HEAD,OPTIONS"
      })
  void optionsNamesWhatIsAllowed(String path, String allowed) {
    var origin = List.of("Origin: https://evil.example");
    // As a browser asks whether a page of another site may.
    var preflight =
        List.of(
            origin.getFirst(),
            "Access-Control-Request-Method: DELETE",
            "Access-Control-Request-Headers: content-type");
    for (var headers : List.of(List.<String>of(), origin, preflight)) {
      var answer = RawHttp.send(port, RawHttp.request("OPTIONS", path, headers, NO_BODY));

      assertThat(answer.expect(200).header("Allow").orElseThrow().split(","))
          .as("with %s", headers)
          .containsExactlyInAnyOrder(allowed.split(","));
      assertThat(answer.headers().keySet()).noneMatch(name -> name.startsWith("access-control-"));
    }
  }

  @Test
  void aMethodThatIsNotAllowedIsAnsweredWithThoseThatAre() {
    var headers = List.of("Origin: http://localhost", "Access-Control-Request-Method: DELETE");
    var answer = RawHttp.send(port, RawHttp.request("DELETE", "/api/v1/orders", headers, NO_BODY));

    answer.expectProblem(405, "method-not-allowed");
    assertThat(answer.header("Allow")).contains("GET, HEAD, OPTIONS, POST");
  }

  @Test
  void aTypeThatIsNotSupportedIsAnsweredWithTheOneThatIs() {
    var headers = List.of("Content-Type: text/plain", "Idempotency-Key: " + unique("key"));
    byte[] request = RawHttp.request("POST", "/api/v1/orders", headers, "x".getBytes(UTF_8));

    var answer = RawHttp.send(port, request).expectProblem(415, "unsupported-media-type");

    assertThat(answer.header("Accept")).contains("application/json");
  }

  @Test
  void anEncodingThatIsNotUndoneIsAnsweredWithTheOneThatIs() {
    var headers =
        List.of(
            "Content-Type: application/json",
            "Content-Encoding: gzip",
            "Idempotency-Key: " + unique("key"));
    byte[] request = RawHttp.request("POST", "/api/v1/orders", headers, "x".getBytes(UTF_8));

    var answer = RawHttp.send(port, request).expectProblem(415, "unsupported-media-type");

    assertThat(answer.header("Accept-Encoding")).contains("identity");
  }

  /**
   * These statuses are HTTP's own for a request that nobody could serve; the form is still ours.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CONNECT /api/v1/orders HTTP/1.1 | X: 1 | 501",
        "POST /api/v1/orders HTTP/1.1 | Transfer-Encoding: magic | 501",
        "GET /api/v1/orders HTTP/3.0 | X: 1 | 505"
      })
  void whatTheServerDoesNotImplementIsAProblemToo(String line, String header, int status) {
    String request = line + "\r\nHost: localhost\r\nConnection: close\r\n" + header + "\r\n\r\n";

    RawHttp.send(port, request.getBytes(UTF_8))
        .expectProblem(status, "invalid-request")
        .expectField("request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/strategies", "/api/v1/products", "/api/v1/nothing"})
  void noAnswerIsKeptOrGuessedAt(String path) {
    var answer = RawHttp.send(port, RawHttp.request("GET", path, List.of(), NO_BODY));

    assertThat(answer.header("Cache-Control")).contains("no-store");
    assertThat(answer.header("X-Content-Type-Options")).contains("nosniff");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "a.B_c-9", LONGEST_REQUEST_ID})
  void theCallersNameForARequestIsAnswered(String id) {
    byte[] request =
        RawHttp.request("GET", "/api/v1/strategies", List.of("X-Request-Id: " + id), NO_BODY);

    assertThat(RawHttp.send(port, request).header("X-Request-Id")).contains(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "two words", "a;b", "a/b", "\u00e4", "a\tb", LONGEST_REQUEST_ID + "1"})
  void whatIsNoNameIsReplaced(String id) {
    byte[] request =
        RawHttp.request("GET", "/api/v1/strategies", List.of("X-Request-Id: " + id), NO_BODY);

    assertThat(RawHttp.send(port, request).header("X-Request-Id").orElseThrow())
        .matches(NEW_REQUEST_ID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /api/v1/strategies HTTP/1.1",
        "GET /api/v1/nothing HTTP/1.1",
        "GET /nothing HTTP/1.1",
        "GET /livez HTTP/1.1",
        "DELETE /api/v1/orders HTTP/1.1",
        "GET /api/v1/products/%zz HTTP/1.1",
        "GET /api/v1/products?limit=%zz HTTP/1.1",
        "GET /api/v1/orders HTTP/3.0"
      })
  void everyAnswerNamesItsRequest(String line) {
    byte[] request = (line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n").getBytes(UTF_8);

    String first = RawHttp.send(port, request).header("X-Request-Id").orElseThrow();

    assertThat(first).matches(NEW_REQUEST_ID);
    assertThat(RawHttp.send(port, request).header("X-Request-Id").orElseThrow())
        .isNotEqualTo(first);
  }

  @Test
  void theConnectionStaysUsableAfterARefusal() {
    String headers = " HTTP/1.1\r\nHost: localhost\r\n";
    String refused = "GET /api/v1/products/" + unique("unknown") + headers + "\r\n";
    String good = "GET /api/v1/strategies" + headers + "Connection: close\r\n\r\n";

    String answers = RawHttp.exchange(port, (refused + good).getBytes(UTF_8));

    assertThat(answers).startsWith("HTTP/1.1 404").contains("HTTP/1.1 200", "redis-script");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/actuator/health",
        "/actuator/health/liveness",
        "/actuator/health/readiness",
        "/actuator/info",
        "/actuator/locks",
        "/actuator/metrics",
        "/actuator/prometheus"
      })
  void theServiceTellsHowItIsOnAPortOfItsOwn(String path) {
    new Shop(managementPort).get(path).expect(200);

    shop.get(path).expectProblem(404, "not-found");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/actuator/env", "/actuator/heapdump", "/actuator/nothing", "/api/v1/stock"})
  void nothingElseIsOnThatPort(String path) {
    new Shop(managementPort).get(path).expect(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/livez", "/readyz"})
  void probesAskThePortThatIsProbed(String path) {
    shop.get(path).expect(200);
    assertThat(RawHttp.send(port, RawHttp.request("HEAD", path, List.of(), NO_BODY)).status())
        .isEqualTo(200);
  }
}
