package dev.holdfast.http;

import static dev.holdfast.http.Shop.line;
import static dev.holdfast.http.Shop.unique;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The servlet that the endpoint that does nothing is measured against. */
@RedisOnly("The endpoint has no store.")
class PlainOrdersTest extends RunningService {
  private Answer post(String path, String json) {
    var headers =
        List.of("Content-Type: application/json", "Idempotency-Key: " + unique("measured"));
    return RawHttp.send(port, RawHttp.request("POST", path, headers, json.getBytes(UTF_8)));
  }

  @Test
  void itWritesTheSameBytesAsTheEndpointThatDoesNothing() {
    String order = "{\"lines\":[" + line("ticket-1", 1) + "]}";

    var plain = post("/api/v1/lab/plain-orders", order).expect(201);

    var reference = post("/api/v1/lab/reference-orders", order).expect(201);
    assertThat(plain.body()).hasSameSizeAs(reference.body());
    assertThat(plain.json().propertyNames())
        .containsExactlyElementsOf(reference.json().propertyNames());
    assertThat(plain.headers().keySet()).isEqualTo(reference.headers().keySet());
  }
}
