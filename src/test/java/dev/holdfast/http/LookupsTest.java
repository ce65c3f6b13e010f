package dev.holdfast.http;

import static dev.holdfast.http.Shop.unique;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the units of a product are, as an operator asks for it. */
class LookupsTest extends RunningService {
  private static String path(String sku, String what) {
    return "/api/v1/products/" + sku + "/" + what;
  }

  @Test
  void movementsAreListedAPageAtATime() {
    String sku = shop.product("redis-script", 0);
    String supplied = shop.adjust(sku, unique("supply"), 5).expect(201).text("id");
    shop.adjust(sku, unique("withdraw"), -2).expect(201);
    var first = shop.get(path(sku, "movements?limit=1")).expect(200).json();
    assertThat(first.path("items")).hasSize(1);
    assertThat(first.path("items").path(0).path("kind").asString()).isEqualTo("WITHDRAWAL");
    assertThat(first.path("items").path(0).path("units").asInt()).isEqualTo(-2);
    assertThat(first.path("items").path(0).path("supplied").asInt()).isEqualTo(3);
    String cursor = first.path("nextCursor").asString();
    var last = shop.get(path(sku, "movements?limit=1&cursor=" + cursor)).expect(200).json();
    var movement = last.path("items").path(0);
    assertThat(movement.path("kind").asString()).isEqualTo("SUPPLY");
    assertThat(movement.path("id").asString()).isEqualTo(supplied);
    assertThat(movement.path("reason").asString()).isEqualTo("test");
    assertThat(movement.path("at").asString()).isNotBlank();
    assertThat(last.has("nextCursor")).isFalse();
  }

  @Test
  void reservationsAreListedAPageAtATime() {
    String sku = shop.product("redis-script", 9);
    String reserved = shop.order(unique("key"), sku, 2).expect(201).text("id");
    String sold = shop.order(unique("key"), sku, 3).expect(201).text("id");
    shop.confirm(sold).expect(200);
    var first = shop.get(path(sku, "reservations?limit=1")).expect(200).json();
    assertThat(first.path("items")).hasSize(1);
    String cursor = first.path("nextCursor").asString();
    var last = shop.get(path(sku, "reservations?limit=1&cursor=" + cursor)).expect(200).json();
    assertThat(first.path("items").toString() + last.path("items"))
        .contains("\"orderId\":\"" + reserved + "\",\"state\":\"RESERVED\",\"quantity\":2")
        .contains("\"orderId\":\"" + sold + "\",\"state\":\"SOLD\",\"quantity\":3");
  }

  @ParameterizedTest
  @CsvSource({
    "movements?limit=0, limit",
    "movements?limit=501, limit",
    "movements?limit=x, limit",
    "movements?cursor=, cursor",
    "movements?cursor=x, cursor",
    "movements?cursor=0-0, cursor",
    "movements?cursor=1-2-3, cursor",
    "movements?cursor=1234567890123456789, cursor",
    "movements?after=1-2, after",
    "reservations?limit=0, limit",
    "reservations?limit=501, limit",
    "reservations?cursor=, cursor",
    "reservations?cursor=7, cursor",
    "reservations?cursor=0-x, cursor",
    "reservations?cursor=99999999999999999999-, cursor",
    "reservations?after=0-, after"
  })
  void whatIsNoneIsNamed(String query, String field) {
    String sku = shop.product("redis-script", 0);
    var problem = shop.get(path(sku, query)).expectProblem(400, "invalid-request");
    assertThat(problem.text("field")).isEqualTo(field);
  }

  @ParameterizedTest
  @CsvSource({"movements", "reservations"})
  void anUnknownSkuIsNamed(String what) {
    assertThat(shop.get(path("no-such-sku", what)).expectProblem(404, "unknown-sku").text("field"))
        .isEqualTo("sku");
    assertThat(shop.get(path("-", what)).expectProblem(400, "invalid-request").text("field"))
        .isEqualTo("sku");
  }

  /** A cursor of the other store is a place of this one, too. */
  @ParameterizedTest
  @CsvSource({
    "movements?cursor=7",
    "movements?cursor=7-7",
    "reservations?cursor=7-",
    "reservations?cursor=5o3hjhi7vsfe5kz2qkprkqcsgq",
    "reservations?cursor=9999999999999999999-5o3hjhi7vsfe5kz2qkprkqcsgq"
  })
  void anyPositionIsAnswered(String query) {
    shop.get(path(shop.product("redis-script", 1), query)).expect(200);
  }

  private Answer search(String json) {
    return shop.send(shop.request("POST", "/api/v1/orders/searches", json));
  }

  @Test
  void ordersAreFoundByTheirReferenceAndTheirCustomer() {
    String sku = shop.product("redis-script", 9);
    String reference = unique("Wagen n° 7");
    String customer = unique("c");
    String json = "{\"lines\":[%s],\"reference\":\"%s\",\"customerId\":\"%s\"}";
    var order =
        shop.order(unique("key"), json.formatted(Shop.line(sku, 1), reference, customer))
            .expect(201);
    String other =
        shop.order(unique("key"), json.formatted(Shop.line(sku, 2), reference, unique("c")))
            .expect(201)
            .text("id");
    for (String by :
        new String[] {
          "{\"customerId\":\"%2$s\"}", "{\"reference\":\"%1$s\",\"customerId\":\"%2$s\"}"
        }) {
      var found = search(by.formatted(reference, customer)).expect(200).json();
      assertThat(found.path("complete").asBoolean()).isTrue();
      assertThat(found.path("items")).hasSize(1);
      assertThat(found.path("items").path(0)).isEqualTo(order.json());
    }
    var found = search("{\"reference\":\"%s\"}".formatted(reference)).expect(200).json();
    assertThat(found.path("items")).hasSize(2);
    assertThat(found.toString()).contains(other, order.text("id"));
    assertThat(search("{\"reference\":\"nobody's\"}").expect(200).json().path("items")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                       | reference
          {"reference":null}                       | reference
          {"reference":""}                         | reference
          {"reference":"a\\u0000b"}                | reference
          {"reference":7}                          | reference
          {"reference":"x","reference":"x"}        | reference
          {"customerId":""}                        | customerId
          {"customerId":"a b"}                     | customerId
          {"customerId":"c-1","customer":"c-1"}    | customer
          """)
  void whatIsNoSearchIsNamed(String json, String field) {
    var problem = search(json).expectProblem(400, "invalid-request");
    assertThat(problem.text("field")).isEqualTo(field);
  }

  @Test
  void aSearchForMoreCharactersThanAReferenceHasIsNamed() {
    for (String field : new String[] {"reference", "customerId"}) {
      var problem =
          search("{\"%s\":\"%s\"}".formatted(field, "x".repeat(129)))
              .expectProblem(400, "invalid-request");
      assertThat(problem.text("field")).isEqualTo(field);
    }
  }
}
