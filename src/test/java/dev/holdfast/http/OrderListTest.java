package dev.holdfast.http;

import static dev.holdfast.http.Shop.unique;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The listing of orders for a back office. */
class OrderListTest extends RunningService {
  private String sku;
  private String since;
  private final List<String> ids = new ArrayList<>();

  @BeforeEach
  void placeOrders() {
    sku = shop.product("redis-script", 50);
    for (int i = 0; i < 7; i++) {
      var order = shop.order(unique("key"), sku, 1).expect(201);
      if (i == 0) {
        since = order.text("updatedAt");
      }
      ids.add(order.text("id"));
    }
  }

  /** Only those of this test: others' orders may have changed since. */
  private List<JsonNode> walk(String query, int limit) {
    var orders = new ArrayList<JsonNode>();
    String path = "/api/v1/orders?updatedSince=" + since + "&limit=" + limit + query;
    String cursor = "";
    do {
      var page = shop.get(path + (cursor.isEmpty() ? "" : "&cursor=" + cursor)).expect(200).json();
      page.path("items").forEach(orders::add);
      cursor = page.path("nextCursor").asString("");
    } while (!cursor.isEmpty());
    return orders.stream().filter(order -> ids.contains(order.path("id").asString())).toList();
  }

  private static List<String> idsOf(List<JsonNode> orders) {
    return orders.stream().map(order -> order.path("id").asString()).toList();
  }

  @Test
  void pagesShowEveryOrderAsAReadDoes() {
    for (int limit : new int[] {1, 3, 500}) {
      var orders = walk("", limit);
      assertThat(idsOf(orders)).containsExactlyInAnyOrderElementsOf(ids);
      assertThat(orders)
          .allSatisfy(
              order -> assertThat(shop.read(order.path("id").asString()).json()).isEqualTo(order));
    }
  }

  @Test
  void anOrderThatChangesMovesToTheEnd() {
    shop.confirm(ids.get(2)).expect(200);
    assertThat(idsOf(walk("", 50)).getLast()).isEqualTo(ids.get(2));
    assertThat(idsOf(walk("&status=CONFIRMED", 2))).containsExactly(ids.get(2));
    assertThat(idsOf(walk("&status=RESERVED", 2))).hasSize(6).doesNotContain(ids.get(2));
  }

  @Test
  void nothingIsListedThatChangedBefore() {
    var first = walk("", 50).getFirst();
    shop.cancel(ids.get(6)).expect(200);
    since = shop.read(ids.get(6)).text("updatedAt");
    assertThat(idsOf(walk("", 50)))
        .contains(ids.get(6))
        .doesNotContain(first.path("id").asString());
    since = "2999-01-01T00:00:00%2B01:00";
    assertThat(walk("", 50)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0, limit",
    "limit=501, limit",
    "limit=ten, limit",
    "status=SOLD, status",
    "status=confirmed, status",
    "status=REFUSED, status",
    "status=, status",
    "status=RESERVED&status=EXPIRED, status",
    "updatedSince=yesterday, updatedSince",
    "updatedSince=1795428000000, updatedSince",
    "updatedSince=, updatedSince",
    "cursor=, cursor",
    "cursor=x, cursor",
    "cursor=1795428000000, cursor",
    "cursor=1795428000000-short, cursor",
    "cursor=-1-5o3hjhi7vsfe5kz2qkprkqcsgq, cursor",
    "cursor=9999999999999999-5o3hjhi7vsfe5kz2qkprkqcsgq, cursor"
  })
  void whatIsNoneIsNamed(String query, String field) {
    var problem = shop.get("/api/v1/orders?" + query).expectProblem(400, "invalid-request");
    assertThat(problem.text("field")).isEqualTo(field);
  }
}
