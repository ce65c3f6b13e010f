package dev.holdfast.api.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.api.http.RequestSettings;
import dev.holdfast.order.OpaqueId;
import dev.holdfast.order.Orders;
import dev.holdfast.order.PlaceOrder;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.Woken;
import dev.holdfast.runtime.Deadline;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Shortage;
import dev.holdfast.stock.Sku;
import dev.holdfast.waiting.OrderWaits;
import dev.holdfast.waiting.StockWaiters;
import dev.holdfast.waiting.WaitedStock;
import dev.holdfast.waiting.WaitingSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One order at a time is admitted, and one that has waited. */
class OrderServiceTest {
  private static final Sku SKU = new Sku("a");
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration BUDGET = Duration.ofMillis(800);

  /** What a wait may take once the budget of the request is used up. */
  private static final Duration USED_UP = Duration.ofMillis(150);

  /** It is short until it is woken; any other order is in progress until the test lets it end. */
  private final PlaceOrder first = order("waits");

  private final Orders orders =
      (Orders)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {Orders.class},
              (proxy, method, arguments) ->
                  method.getName().equals("place")
                      ? place((PlaceOrder) arguments[0])
                      : Optional.empty());

  /** So many units as the test says. */
  private final WaitedStock stock =
      new WaitedStock() {
        @Override
        public void sendTo(Signals signals) {
          // The level is read again soon.
        }

        @Override
        public Map<Sku, Long> look(Set<Sku> waited, Set<Sku> due) {
          return Map.of(SKU, available);
        }

        @Override
        public void idle() {
          // Nothing is kept.
        }

        @Override
        public void close() {
          // Nothing is kept.
        }
      };

  private volatile long available;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ConcurrentLinkedQueue<Duration> left = new ConcurrentLinkedQueue<>();
  private final CountDownLatch slow = new CountDownLatch(1);
  private final WaitingSettings waiting =
      new WaitingSettings(Duration.ofSeconds(20), 10, 10, Duration.ofMillis(100), Duration.ZERO, 1);
  private final StockWaiters waiters = new StockWaiters(stock, waiting);
  private final OrderService service =
      new OrderService(
          orders,
          new OrderSettings(1, 1, 1),
          new OrderWaits(waiters, waiting, meters),
          waiting,
          new RequestSettings(BUDGET));

  private static PlaceOrder order(String id) {
    return PlaceOrder.of(
        new OrderId(OpaqueId.of("test", id)), Basket.of(SKU, 1), "", "", null, false);
  }

  private PlaceResult place(PlaceOrder order) throws InterruptedException {
    if (!order.equals(first)) {
      slow.await();
      return new PlaceResult.KeyReused();
    }
    left.add(Deadline.atMost(LONG));
    return Woken.isCurrent()
        ? new PlaceResult.InProgress()
        : new PlaceResult.Refused(new Refusal.InsufficientStock(List.of(new Shortage(SKU, 1, 0))));
  }

  private CompletableFuture<Optional<PlaceResult>> placing() {
    var placing = placing(first, LONG);
    await("it waits")
        .atMost(LONG)
        .until(() -> meters.get("holdfast.waiting.orders").gauge().value() == 1);
    return placing;
  }

  private CompletableFuture<Optional<PlaceResult>> placing(PlaceOrder order, Duration wait) {
    return CompletableFuture.supplyAsync(
        // As little is left of its request as there can be.
        () -> Deadline.within(Duration.ZERO, () -> service.place(order, wait)),
        Thread::startVirtualThread);
  }

  @AfterEach
  void end() {
    slow.countDown();
    waiters.end();
  }

  @Test
  void anOrderThatWaits_isNotInProgress_andHasTimeAndAPermitOnceItIsWoken() {
    var placing = placing();
    var another = placing(order("slow"), LONG);
    await("the only permit is another's")
        .atMost(LONG)
        .until(() -> service.place(order("third")).isEmpty());
    assertThat(another).isNotDone();
    available = 1;
    assertThat(placing.join()).contains(new PlaceResult.InProgress());
    assertThat(left.poll()).isEqualTo(USED_UP);
    assertThat(left.poll()).isGreaterThan(USED_UP);
    assertThat(another).isNotDone();
  }
}
