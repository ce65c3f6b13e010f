package dev.holdfast.http;

import static dev.holdfast.http.Shop.line;
import static dev.holdfast.http.Shop.unique;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What becomes of units of a paid order that come back, over HTTP. */
class ReturnsTest extends RunningService {
  private String sku;
  private String other;
  private String id;

  @BeforeEach
  void placeAPaidOrder() {
    sku = shop.product("redis-script", 5);
    other = shop.product("redis-decrby", 5);
    String lines = "{\"lines\":[%s,%s],\"confirm\":true}";
    id =
        shop.order(unique("key"), lines.formatted(line(sku, 3), line(other, 1)))
            .expect(201)
            .json()
            .path("id")
            .asString();
  }

  private static String returned(String sku, int quantity, String disposition) {
    return "{\"sku\":\"%s\",\"quantity\":%d,\"disposition\":\"%s\"}"
        .formatted(sku, quantity, disposition);
  }

  private Answer takeBack(String key, String... lines) {
    return post(key, "{\"lines\":[%s]}".formatted(String.join(",", lines)));
  }

  private Answer post(String key, String json) {
    return shop.send(
        shop.request("POST", "/api/v1/orders/" + id + "/returns", json)
            .header("Idempotency-Key", key));
  }

  private JsonNode lineOf(JsonNode order, String sku) {
    for (JsonNode line : order.path("lines")) {
      if (line.path("sku").asString().equals(sku)) {
        return line;
      }
    }
    throw new AssertionError(sku);
  }

  @Test
  void aReturnIsAnsweredWithTheOrder_andARepeatReturnsNothingTwice() {
    var before = shop.read(id).json();
    assertThat(lineOf(before, sku).has("returned")).isFalse();
    var lines = new String[] {returned(sku, 1, "RESTOCK"), returned(sku, 1, "WRITE_OFF")};
    var first = takeBack("refund", lines).expect(200);

    assertThat(first.header("Idempotency-Replayed")).isEmpty();
    assertThat(first.json().path("status").asString()).isEqualTo("CONFIRMED");
    assertThat(first.json().path("version").asLong())
        .isEqualTo(before.path("version").asLong() + 1);
    assertThat(lineOf(first.json(), sku).path("quantity").asInt()).isEqualTo(3);
    assertThat(lineOf(first.json(), sku).path("returned").asInt()).isEqualTo(2);
    assertThat(lineOf(first.json(), other).has("returned")).isFalse();
    assertThat(shop.read(id).json()).isEqualTo(first.json());

    var again = takeBack("refund", lines).expect(200);
    assertThat(again.header("Idempotency-Replayed")).contains("true");
    assertThat(again.json()).isEqualTo(first.json());
    takeBack("refund", returned(sku, 1, "RESTOCK")).expectProblem(422, "idempotency-key-reused");

    var stock = shop.stock(sku);
    assertThat(stock.path("supplied").asLong()).isEqualTo(4);
    assertThat(stock.path("available").asLong()).isEqualTo(3);
    assertThat(stock.path("sold").asLong()).isEqualTo(1);
    assertThat(shop.audit(sku, true).path("conserved").asBoolean()).isTrue();
  }

  @Test
  void whatCannotBeReturnedIsNamed() {
    var beyond =
        takeBack("one", returned(other, 1, "RESTOCK"), returned(sku, 4, "WRITE_OFF"))
            .expectProblem(409, "return-beyond-order");
    assertThat(beyond.json().path("returns")).hasSize(1);
    var excess = beyond.json().at("/returns/0");
    assertThat(excess.path("sku").asString()).isEqualTo(sku);
    assertThat(excess.path("requested").asInt()).isEqualTo(4);
    assertThat(excess.path("returnable").asInt()).isEqualTo(3);
    takeBack("one", returned(sku, 1, "NOT_SHIPPED")).expectProblem(409, "not-missing");
    assertThat(shop.stock(other).path("sold").asLong()).isEqualTo(1);

    for (int i = 0; i < 3; i++) {
      takeBack("key-" + i, returned(sku, 1, "RESTOCK")).expect(200);
    }
    takeBack("one", returned(sku, 1, "RESTOCK")).expectProblem(409, "return-beyond-order");
    assertThat(shop.available(sku)).isEqualTo(5);
  }

  @Test
  void aRequestThatIsWrongNamesWhatIsWrong_andChangesNothing() {
    assertWrong("{}", "lines");
    assertWrong("{\"lines\":[]}", "lines");
    assertWrong("{\"lines\":[%s]}".formatted(line(sku, 1)), "lines[0].disposition");
    assertWrong("{\"lines\":[%s]}".formatted(returned(sku, 1, "EAT")), "lines[0].disposition");
    assertWrong("{\"lines\":[%s]}".formatted(returned(sku, 0, "RESTOCK")), "lines[0].quantity");
    assertWrong("{\"lines\":[%s]}".formatted(returned("?", 1, "RESTOCK")), "lines[0].sku");
    assertWrong(
        "{\"lines\":[%s,%s]}"
            .formatted(returned(sku, 1_000_000, "RESTOCK"), returned(sku, 1, "WRITE_OFF")),
        "lines");
    assertWrong(
        "{\"lines\":[%s],\"reason\":\"x\"}".formatted(returned(sku, 1, "RESTOCK")), "reason");
    var noKey =
        shop.send(
            shop.request(
                "POST",
                "/api/v1/orders/" + id + "/returns",
                "{\"lines\":[%s]}".formatted(returned(sku, 1, "RESTOCK"))));
    noKey.expectProblem(400, "idempotency-key-required");
    assertThat(shop.stock(sku).path("sold").asLong()).isEqualTo(3);
  }

  private void assertWrong(String json, String field) {
    var wrong = post("wrong", json).expectProblem(400, "invalid-request").json();
    assertThat(wrong.path("field").asString()).isEqualTo(field);
  }

  @Test
  void onlyAPaidOrderThatIsKnownReturnsUnits() {
    id = shop.order(unique("key"), sku, 1).expect(201).json().path("id").asString();
    var reserved = takeBack("key", returned(sku, 1, "RESTOCK")).expectProblem(409, "order-state");
    assertThat(reserved.json().path("orderStatus").asString()).isEqualTo("RESERVED");
    id = "5o3hjhi7vsfe5kz2qkprkqcsgq";
    takeBack("key", returned(sku, 1, "RESTOCK")).expectProblem(404, "order-not-found");
  }
}
