package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.redis.data.Keys;
import dev.holdfast.stock.OrderId;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Following events over HTTP. Other tests' orders come between. */
class EventsOverHttpTest extends RunningService {
  private @Autowired MeterRegistry meters;
  private String sku;

  @BeforeEach
  void register() {
    sku = shop.product("redis-script", 1_000);
  }

  private String place() {
    return shop.order(Shop.unique("events"), sku, 1).expect(201).text("id");
  }

  private JsonNode read(String query) {
    return shop.get("/api/v1/events?" + query).expect(200).json();
  }

  private static List<String> typesOf(String order, List<JsonNode> events) {
    return events.stream()
        .filter(event -> event.path("orderId").asString().equals(order))
        .map(event -> event.path("version").asInt() + " " + event.path("type").asString())
        .toList();
  }

  /** Until so many events of an order have come. */
  private List<JsonNode> follow(String from, int limit, String order, int count) {
    var all = new ArrayList<JsonNode>();
    String at = from;
    while (typesOf(order, all).size() < count) {
      var page = read("wait=25&limit=" + limit + "&after=" + at);
      assertThat(page.path("items").size()).isBetween(1, limit);
      page.path("items").forEach(all::add);
      at = page.path("next").asString();
    }
    return all;
  }

  @Test
  void aReaderFollowsThePositions() {
    String from = read("after=latest").path("next").asString();
    String order = place();
    String updatedAt = shop.confirm(order).expect(200).text("updatedAt");
    for (int limit : new int[] {1, 2, 500}) {
      var events = follow(from, limit, order, 2);
      assertThat(typesOf(order, events)).containsExactly("1 RESERVED", "2 CONFIRMED");
      assertThat(events)
          .anySatisfy(event -> {
            assertThat(event.path("orderId").asString()).isEqualTo(order);
            assertThat(event.path("occurredAt").asString()).isEqualTo(updatedAt);
          });
    }
    assertThat(read("").path("items")).isNotEmpty();
  }

  @Test
  void aReaderThatWaitsIsAnsweredByTheNextEvent() throws Exception {
    String order = "";
    var events = new ArrayList<JsonNode>();
    String at = read("after=latest").path("next").asString();
    while (typesOf(order, events).isEmpty()) {
      String after = at;
      var waiting = CompletableFuture.supplyAsync(() -> read("wait=25&after=" + after));
      if (order.isEmpty()) {
        await("it waits, or another's event comes")
            .until(() ->
                waiting.isDone() || meters.get("holdfast.events.readers").gauge().value() > 0);
        order = place();
      }
      var page = waiting.get(60, TimeUnit.SECONDS);
      assertThat(page.path("items")).as("it comes before the wait is over").isNotEmpty();
      page.path("items").forEach(events::add);
      at = page.path("next").asString();
    }
    assertThat(typesOf(order, events)).containsExactly("1 RESERVED");
  }

  @RedisOnly("It deletes a stream; SequencerTest trims on PostgreSQL.")
  @Test
  void aPositionWhoseEventIsTrimmedIsGone() {
    String from = read("after=latest").path("next").asString();
    String order = place();
    var page = read("limit=500&after=" + from);
    assertThat(redis.delete(Keys.events(new OrderId(order).partition()))).isTrue();
    var problem =
        shop.get("/api/v1/events?after=" + page.path("next").asString())
            .expectProblem(410, "events-gone");
    assertThat(problem.expectField("after")).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0, limit",
    "limit=501, limit",
    "limit=ten, limit",
    "wait=-1, wait",
    "wait=31, wait",
    "wait=PT20S, wait",
    "wait=1.5, wait",
    "after=, after",
    "after=yesterday, after",
    "after=p-1-17, after",
    "after=s-z0.z0, after",
    "after=latest&after=latest, after",
    "from=latest, from"
  })
  void whatIsNoneIsNamed(String query, String field) {
    shop.get("/api/v1/events?" + query).expectProblem(400, "invalid-request").expectField(field);
  }
}
