package dev.holdfast.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.order.OrderLife.Step;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told of the life of one order. */
class OrderStepsTest {
  private static final Instant AT = Instant.parse("2026-11-30T10:00:00Z");

  private static Order order(OrderStatus status, long version) {
    return new Order(
        new OrderId(OpaqueId.of("order", "key")),
        status,
        Basket.of(new Sku("a"), 1),
        "",
        "",
        version,
        AT,
        AT,
        AT);
  }

  private static Step step(int version) {
    return new Step(version, "EXTENDED", AT.plusSeconds(version));
  }

  @ParameterizedTest
  @CsvSource({
    "RESERVED, 3, 1, 3, true",
    "RESERVED, 3, 2, 3, true",
    "RESERVED, 3, 3, 3, false",
    "RESERVED, 3, 1, 2, false",
    "RESERVED, 3, 1, 4, true",
    "PLACING, 3, 1, 2, true",
    "PLACING, 1, 1, 0, true",
    "RESERVED, 1, 1, 0, false"
  })
  void aLifeIsCompleteFromThePlacingToTheVersion(
      OrderStatus status, long version, int first, int last, boolean complete) {
    var found = IntStream.rangeClosed(first, last).mapToObj(OrderStepsTest::step).toList();
    assertThat(OrderLife.of(order(status, version), found))
        .isEqualTo(new OrderLife(found, complete));
  }

  @Test
  void eventsThatComeTwiceAndInAnyOrderAreToldOnceInTheirOrder() {
    var life =
        OrderLife.of(order(OrderStatus.RESERVED, 2), List.of(step(2), step(1), step(2), step(1)));
    assertThat(life.steps()).containsExactly(step(1), step(2));
  }
}
