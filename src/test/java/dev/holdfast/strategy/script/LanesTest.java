package dev.holdfast.strategy.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.stock.Sku;
import dev.holdfast.testing.ConcurrentClients;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which lane the orders of a product go to. */
class LanesTest {
  private static final Sku HOT = new Sku("hot");

  private final Lanes lanes = new Lanes(3);

  @Test
  void ordersOfOneProductThatAreUnderWayShareALane() {
    int lane = lanes.enter(HOT);
    assertThat(lanes.enter(new Sku("other"))).isNotEqualTo(lane);
    assertThat(lanes.enter(HOT)).isEqualTo(lane);
    lanes.leave(HOT);
    assertThat(lanes.enter(HOT)).isEqualTo(lane);
  }

  @Test
  void aProductWithoutOrdersTakesTheLaneThatHasTheFewest() {
    List.of(1, 2, 3, 4).forEach(i -> lanes.enter(HOT));
    int first = lanes.enter(new Sku("a"));
    int second = lanes.enter(new Sku("b"));
    assertThat(List.of(lanes.enter(new Sku("c")), lanes.enter(new Sku("d"))))
        .containsExactlyInAnyOrder(first, second);
    List.of(1, 2, 3, 4).forEach(i -> lanes.leave(HOT));
    assertThat(lanes.enter(new Sku("e"))).isNotIn(first, second);
  }

  @Test
  void nothingIsKeptOfProductsWhoseOrdersHaveLeft() {
    lanes.enter(HOT);
    lanes.enter(HOT);
    lanes.leave(HOT);
    assertThat(lanes.products()).isEqualTo(1);
    lanes.leave(HOT);
    assertThat(lanes.products()).isZero();
  }

  @Test
  void manyAtATime_neverHaveOneProductInTwoLanes_andLeaveNothing() {
    var inLane = new AtomicIntegerArray(3);
    var clients =
        IntStream.range(0, 8)
            .mapToObj(client ->
                ConcurrentClients.start(() -> {
                  int strays = 0;
                  for (int i = 0; i < 2_000; i++) {
                    int lane = lanes.enter(HOT);
                    inLane.incrementAndGet(lane);
                    for (int other = 0; other < 3; other++) {
                      strays += other != lane && inLane.get(other) > 0 ? 1 : 0;
                    }
                    inLane.decrementAndGet(lane);
                    lanes.leave(HOT);
                  }
                  return strays;
                }))
            .toList();
    assertThat(clients.stream().mapToInt(CompletableFuture::join).sum()).isZero();
    assertThat(lanes.products()).isZero();
  }
}
