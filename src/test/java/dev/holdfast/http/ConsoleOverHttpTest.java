package dev.holdfast.http;

import static dev.holdfast.http.Shop.unique;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.api.http.InFlightRequests;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Collections;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What operators read of an instance, and the live picture of products. */
class ConsoleOverHttpTest extends RunningService {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int SILENCE_MAX_MS = 20_000;

  @Autowired InFlightRequests inFlight;

  /** Reads pictures until one is as expected. */
  private JsonNode picture(BufferedReader lines, Predicate<JsonNode> expected) throws Exception {
    while (true) {
      String line = lines.readLine();
      assertThat(line).as("the stream goes on").isNotNull();
      if (line.startsWith("data: ")) {
        JsonNode picture = JSON.readTree(line.substring("data: ".length()));
        if (expected.test(picture)) {
          return picture;
        }
      }
    }
  }

  private Socket open(String query) throws Exception {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(SILENCE_MAX_MS);
    String request = "GET /api/v1/console/stream" + query + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(UTF_8));
    return socket;
  }

  @Test
  void stream_showsProductsAsTheyAreNow() throws Exception {
    String sku = shop.product("redis-script", 5);
    String unknown = unique("unknown");
    try (var socket = open("?sku=" + sku + "&sku=" + unknown);
        var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
      assertThat(lines.readLine()).isEqualTo("HTTP/1.1 200 ");
      var first = picture(lines, any -> true);
      assertThat(first.at("/items/0/sku").asString()).isEqualTo(sku);
      assertThat(first.at("/items/0/stock/available").asInt()).isEqualTo(5);
      assertThat(first.at("/items/0/conserved").asBoolean()).isTrue();
      assertThat(first.at("/unknown/0").asString()).isEqualTo(unknown);
      assertThat(first.at("/store/reachable").asBoolean()).isTrue();
      assertThat(first.at("/instances/sweeper/running").isBoolean()).isTrue();

      shop.order(unique("key"), sku, 2).expect(201);

      var next = picture(lines, p -> p.at("/items/0/stock/available").asInt() == 3);
      assertThat(next.at("/items/0/stock/reserved").asInt()).isEqualTo(2);
      assertThat(inFlight.awaitNoneInside(Duration.ofSeconds(10)))
          .as("requests in flight beside an open stream")
          .isZero();
    }
  }

  @Test
  void streamOfTooManyProducts_isRejected() {
    shop.get("/api/v1/console/stream?" + String.join("&", Collections.nCopies(101, "sku=a")))
        .expectProblem(400, "invalid-request")
        .expectField("sku");
    shop.get("/api/v1/console/stream?sku=a%20b")
        .expectProblem(400, "invalid-request")
        .expectField("sku");
    shop.get("/api/v1/console/stream?skus=a").expectProblem(400, "invalid-request");
  }

  @Test
  void instances_nameThisOneAndItsSweeper() {
    var view = shop.get("/api/v1/instances").expect(200).json();

    if (postgres == null) {
      assertThat(view.at("/items/0/id").asString()).isEqualTo(view.path("self").asString());
      assertThat(view.at("/items/0/renewedAgoMs").isNumber()).isTrue();
    } else {
      assertThat(view.path("status").asString()).isEqualTo("no-leases");
    }
    await()
        .until(
            () -> !shop.get("/api/v1/instances").json().at("/sweeper/lastFailed").asBoolean(true));
  }

  @Test
  void locks_areThoseOfTheActuator() {
    var view = shop.get("/api/v1/locks").expect(200).json();
    assertThat(view.path("instance").asString()).isNotEmpty();
    assertThat(view.path("locks").isArray()).isTrue();
    assertThat(view.path("deadlocks").isArray()).isTrue();
  }

  @Test
  void store_saysWhichItIsAndWhatItKeeps() {
    var view = shop.get("/api/v1/store").expect(200).json();
    assertThat(view.path("kind").asString()).isEqualTo(postgres == null ? "redis" : "postgres");
    assertThat(view.path("server").asString()).containsPattern("\\d+\\.\\d+.* at ");
    assertThat(view.at("/durability/0/name").asString())
        .isEqualTo(postgres == null ? "persistence" : "fsync");
  }

  @Test
  void waiters_showWhatOrdersWaitFor() throws Exception {
    String sku = shop.product("redis-script", 0);
    String waiting =
        "{\"lines\":[{\"sku\":\"%s\",\"quantity\":3}],\"waitForStock\":\"PT15S\"}".formatted(sku);
    var order = new Thread(() -> shop.order(unique("key"), waiting));
    order.start();

    await()
        .untilAsserted(() -> {
          var view = shop.get("/api/v1/waiters").expect(200).json();
          var item =
              view.path("items")
                  .valueStream()
                  .filter(one -> one.path("sku").asString().equals(sku))
                  .findFirst()
                  .orElseThrow();
          assertThat(item.path("orders").asInt()).isEqualTo(1);
          assertThat(item.path("units").asInt()).isEqualTo(3);
        });

    shop.adjust(sku, unique("key"), 3).expect(201);
    order.join();
    assertThat(shop.get("/api/v1/waiters").json().path("items").valueStream())
        .noneMatch(one -> one.path("sku").asString().equals(sku));
  }
}
