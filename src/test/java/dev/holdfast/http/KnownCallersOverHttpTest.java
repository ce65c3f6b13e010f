package dev.holdfast.http;

import static dev.holdfast.http.Shop.line;
import static dev.holdfast.http.Shop.unique;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A web page that a browser shows cannot call a service that the browser reaches. */
@RedisOnly("It is about headers of requests, which no store sees.")
class KnownCallersOverHttpTest extends RunningService {
  private Answer send(String line, String body, String... headers) {
    String head =
        "%s HTTP/1.1\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n"
            .formatted(line, body.length());
    String all = head + String.join("\r\n", headers) + "\r\n\r\n" + body;
    return RawHttp.send(port, all.getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /api/v1/orders",
        "GET /api/v1/strategies",
        "GET /v3/api-docs",
        "GET /swagger-ui.html",
        "GET /nothing",
        "OPTIONS /api/v1/orders",
        "PUT /api/v1/products/rebound"
      })
  void aPageWhoseNameResolvesToTheServiceIsRefused(String line) {
    send(line, "{\"name\":\"n\"}", "Host: evil.example:8080", "Origin: http://evil.example:8080")
        .expectProblem(421, "unknown-host")
        .expectField("Host");
    shop.get("/api/v1/products/rebound").expect(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Host: localhost", "Host: 127.0.0.1:8080", "Host: [::1]:8080"})
  void namesOfThisMachineAreGood(String host) {
    send("GET /api/v1/strategies", "", host).expect(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/livez", "/readyz"})
  void aProbeMayCallItAsItLikes(String path) {
    send("GET " + path, "", "Host: holdfast").expect(200);
  }

  @ParameterizedTest
  @CsvSource({
    "Origin: https://evil.example, Origin",
    "Origin: null, Origin",
    "Sec-Fetch-Site: cross-site, Sec-Fetch-Site"
  })
  void aPageOfAnotherSiteChangesNothing(String header, String field) {
    String sku = shop.product("redis-script", 2);
    String order = "{\"lines\":[%s]}".formatted(line(sku, 1));
    String key = "Idempotency-Key: " + unique("key");
    String host = "Host: localhost:" + port;

    send("POST /api/v1/orders", order, host, key, header)
        .expectProblem(403, "cross-site")
        .expectField(field);
    assertThat(shop.available(sku)).isEqualTo(2);
    send("GET /api/v1/products/" + sku, "", host, header).expect(200);

    send("POST /api/v1/orders", order, host, key, "Origin: http://localhost:" + port).expect(201);
    assertThat(shop.available(sku)).isEqualTo(1);
  }
}
