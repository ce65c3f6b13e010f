package dev.holdfast.http;

import static dev.holdfast.http.Shop.line;
import static dev.holdfast.http.Shop.unique;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Changing what a reserved order consists of. */
class LinesTest extends RunningService {
  private String last;
  private String other;
  private String key;
  private JsonNode order;
  private String id;

  @BeforeEach
  void placeAnOrderForTheLastUnit() {
    last = shop.product("redis-script", 1);
    other = shop.product("jvm-mutex-per-sku", 5);
    key = unique("key");
    order = shop.order(key, last, 1).expect(201).json();
    id = order.path("id").asString();
  }

  private Answer put(String lines, String... ifMatch) {
    return shop.putLines(id, "{\"lines\":[%s]}".formatted(lines), ifMatch);
  }

  @Test
  void anOrderForTheLastUnitIsChangedWithoutLosingItAndTheSameAgainChangesNothing() {
    var changed = put(line(other, 2) + "," + line(last, 1)).expect(200);
    var again = put(line(last, 1) + "," + line(other, 1) + "," + line(other, 1)).expect(200);

    assertThat(changed.json().path("version").asLong()).isEqualTo(2);
    assertThat(changed.header("ETag")).contains("\"2\"");
    assertThat(changed.json().path("status").asString()).isEqualTo("RESERVED");
    assertThat(changed.json().path("lines")).hasSize(2);
    assertThat(again.json()).isEqualTo(changed.json());
    assertThat(shop.read(id).json()).isEqualTo(changed.json());
    assertThat(shop.order(key, last, 1).expect(200).json()).isEqualTo(changed.json());
    assertThat(shop.available(last)).isZero();
    assertThat(shop.available(other)).isEqualTo(3);

    shop.confirm(id).expect(200);
    assertThat(shop.stock(other).path("sold").asLong()).isEqualTo(2);
    assertThat(shop.audit(last, true).path("conserved").asBoolean()).isTrue();
    assertThat(shop.audit(other, true).path("conserved").asBoolean()).isTrue();
  }

  @Test
  void whatIsShortIsNamedAndTheOrderIsAsItWas() {
    var refused =
        put(line(last, 2) + "," + line(other, 2)).expectProblem(409, "insufficient-stock");

    var shortage = refused.json().at("/shortages/0");
    assertThat(shortage.path("sku").asString()).isEqualTo(last);
    assertThat(shortage.path("requested").asInt()).isEqualTo(2);
    assertThat(shortage.path("available").asInt()).isEqualTo(1);
    assertThat(shop.read(id).json()).isEqualTo(order);
    assertThat(shop.available(other)).isEqualTo(5);
  }

  @Test
  void itIsChangedAtTheVersionThatIsMeantOnly() {
    put(line(other, 1), "\"7\"").expectProblem(412, "precondition-failed");
    assertThat(shop.read(id).json()).isEqualTo(order);

    put(line(other, 1), "\"1\"").expect(200);
    put(line(other, 1), "\"1\"").expect(200);
    var stale = put(line(other, 2), "\"1\"").expectProblem(412, "precondition-failed");
    assertThat(stale.json().path("orderVersion").asLong()).isEqualTo(2);
  }

  @Test
  void whatItsStateForbidsAndWhatIsNotKnownIsSaid() {
    put(line("tikcet-1", 1)).expectProblem(422, "unknown-sku");
    shop.cancel(id).expect(200);
    var refused = put(line(other, 1), "\"1\"").expectProblem(409, "order-state");

    assertThat(refused.text("orderStatus")).isEqualTo("CANCELLED");
    id = "a".repeat(26);
    put(line(other, 1)).expectProblem(404, "order-not-found");
    assertThat(shop.available(other)).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"lines\":null}",
        "{\"lines\":[]}",
        "{\"lines\":[null]}",
        "{\"lines\":[{\"sku\":\"a\"}]}",
        "{\"lines\":[{\"sku\":\"a\",\"quantity\":0}]}",
        "{\"lines\":[{\"sku\":\"a b\",\"quantity\":1}]}",
        "{\"lines\":[{\"sku\":\"a\",\"quantity\":1000000},{\"sku\":\"a\",\"quantity\":1}]}",
        "{\"lines\":[{\"sku\":\"a\",\"quantity\":1}],\"customerId\":\"c\"}",
        "[]"
      })
  void whatAreNoLinesIsRefused(String body) {
    shop.putLines(id, body).expectProblem(400, "invalid-request");

    assertThat(shop.read(id).json()).isEqualTo(order);
  }
}
