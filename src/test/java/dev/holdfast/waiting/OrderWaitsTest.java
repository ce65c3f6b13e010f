package dev.holdfast.waiting;

import static java.util.concurrent.CompletableFuture.supplyAsync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.order.OpaqueId;
import dev.holdfast.order.Order;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceOrder;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Shortage;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.waiting.OrderWaits.Answer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Orders that wait, on a store of numbers. */
class OrderWaitsTest {
  private static final Sku SKU = new Sku("a");
  private static final Duration LONG = Duration.ofSeconds(60);

  /** So long that no test passes by it. */
  private static final Duration NO_RECHECK = Duration.ofMinutes(10);

  /** Units of one SKU. */
  private static final class Store implements WaitedStock {
    private final AtomicInteger available = new AtomicInteger();
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger rests = new AtomicInteger();
    private volatile @Nullable RuntimeException fault;
    private volatile @Nullable Error error;
    private volatile @Nullable RuntimeException faultOfIdle;

    @Override
    public void sendTo(Signals signals) {
      // The tests signal themselves.
    }

    @Override
    public Map<Sku, Long> look(Set<Sku> waited, Set<Sku> due) {
      looks.incrementAndGet();
      if (fault != null) {
        throw fault;
      }
      if (error != null) {
        throw error;
      }
      var levels = new HashMap<Sku, Long>();
      due.forEach(sku -> levels.put(sku, (long) available.get()));
      return levels;
    }

    @Override
    public void idle() {
      rests.incrementAndGet();
      if (faultOfIdle != null) {
        throw faultOfIdle;
      }
    }

    @Override
    public void close() {
      // Nothing is kept.
    }

    private PlaceResult take(PlaceOrder order) {
      int left = available.getAndUpdate(units -> units > 0 ? units - 1 : 0);
      return left > 0 ? placed(order) : short0();
    }
  }

  private final Store store = new Store();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private StockWaiters waiters = waiters(NO_RECHECK);
  private OrderWaits waits = new OrderWaits(waiters, settings(10), meters);

  private static WaitingSettings settings(int max) {
    return new WaitingSettings(
        Duration.ofSeconds(20), max, 10, Duration.ofSeconds(1), Duration.ZERO, 1);
  }

  private StockWaiters waiters(Duration recheck) {
    return new StockWaiters(store, 10, WaitsOfTests.times(recheck), Thread::startVirtualThread);
  }

  private void waitingWith(int max, Duration recheck) {
    waiters.end();
    waiters = waiters(recheck);
    waits = new OrderWaits(waiters, settings(max), new SimpleMeterRegistry());
  }

  @AfterEach
  void end() {
    waiters.end();
  }

  private static PlaceOrder order(String id, int units) {
    return PlaceOrder.of(
        new OrderId(OpaqueId.of("test", id)), Basket.of(SKU, units), "", "", null, false);
  }

  private static PlaceResult placed(PlaceOrder order) {
    var now = Instant.EPOCH;
    return new PlaceResult.Placed(
        new Order(
            order.id(), OrderStatus.RESERVED, order.basket(), "", "", 1, now, now, Instant.MAX),
        false);
  }

  private static PlaceResult short0() {
    return new PlaceResult.Refused(new Refusal.InsufficientStock(List.of(new Shortage(SKU, 1, 0))));
  }

  private static OrderWaits.Tries tries(Supplier<Optional<PlaceResult>> each) {
    return tries(each, each);
  }

  private static OrderWaits.Tries tries(
      Supplier<Optional<PlaceResult>> first, Supplier<Optional<PlaceResult>> again) {
    return new OrderWaits.Tries() {
      @Override
      public Optional<PlaceResult> first() {
        return first.get();
      }

      @Override
      public Optional<PlaceResult> again() {
        return again.get();
      }
    };
  }

  private CompletableFuture<Answer> placing(PlaceOrder order) {
    return placing(order, tries(() -> Optional.of(store.take(order))));
  }

  private CompletableFuture<Answer> placing(PlaceOrder order, OrderWaits.Tries tries) {
    return supplyAsync(() -> waits.place(order, LONG, tries), Thread::startVirtualThread);
  }

  private void awaitWaiting(int count) {
    int looks = store.looks.get();
    await().atMost(LONG).until(() -> waiters.size() == count);
    if (looks == 0) {
      await().atMost(LONG).until(() -> store.looks.get() > 0);
    }
  }

  /** An answer that comes before the time of the wait is over. */
  private static Answer atOnce(CompletableFuture<Answer> placing) {
    return placing.orTimeout(LONG.toSeconds() / 2, TimeUnit.SECONDS).join();
  }

  private static PlaceResult result(Answer answer) {
    assertThat(answer).isInstanceOf(Answer.Answered.class);
    return ((Answer.Answered) answer).result().orElseThrow();
  }

  @Test
  void anOrderWaits_untilItsUnitsAreThere() {
    var placing = placing(order("1", 1));
    awaitWaiting(1);
    assertThat(meters.get("holdfast.waiting.orders").gauge().value()).isOne();
    store.available.set(1);
    waiters.of(SKU);
    assertThat(result(placing.join())).isInstanceOf(PlaceResult.Placed.class);
    assertThat(waiters.size()).isZero();
    assertThat(meters.get("holdfast.waiting.time").tag("outcome", "placed").timer().count())
        .isOne();
  }

  @Test
  void anOrderThatLacksNothing_doesNotWait_andIsNoWait() {
    store.available.set(1);
    assertThat(result(placing(order("1", 1)).join())).isInstanceOf(PlaceResult.Placed.class);
    assertThat(store.looks).hasValue(0);
    assertThat(meters.get("holdfast.waiting.time").timers()).allMatch(timer -> timer.count() == 0);
  }

  @Test
  void aLostSignal_delaysUntilTheNextLook() {
    waitingWith(10, Duration.ofMillis(100));
    var placing = placing(order("1", 1));
    awaitWaiting(1);
    store.available.set(1);
    assertThat(result(placing.join())).isInstanceOf(PlaceResult.Placed.class);
  }

  @Test
  void aStoreThatCannotBeRead_isReadAgain() {
    waitingWith(10, Duration.ofMillis(100));
    store.fault = new StoreUnavailableException("gone", null);
    var placing = placing(order("1", 1));
    awaitWaiting(1);
    store.available.set(1);
    store.fault = new IllegalStateException("damaged");
    int looks = store.looks.get();
    await().atMost(LONG).until(() -> store.looks.get() > looks + 1);
    store.fault = null;
    assertThat(result(placing.join())).isInstanceOf(PlaceResult.Placed.class);
  }

  @Test
  void anErrorOfALook_endsNoWait() {
    waitingWith(10, Duration.ofMillis(100));
    store.error = new NoClassDefFoundError("gone");
    var placing = placing(order("1", 1));
    awaitWaiting(1);
    int looks = store.looks.get();
    await().atMost(LONG).until(() -> store.looks.get() > looks + 1);
    store.error = null;
    store.available.set(1);
    assertThat(result(placing.join())).isInstanceOf(PlaceResult.Placed.class);
  }

  @Test
  void aStoreThatFailsToRest_isReadForTheNextOrder() {
    store.faultOfIdle = new IllegalStateException("closed already");
    for (String id : List.of("1", "2")) {
      int looks = store.looks.get();
      var placing = placing(order(id, 1));
      await().atMost(LONG).until(() -> waiters.size() == 1 && store.looks.get() > looks);
      store.available.set(1);
      waiters.of(SKU);
      assertThat(result(placing.join())).isInstanceOf(PlaceResult.Placed.class);
    }
  }

  @Test
  void theEndOfAWait_isTheRefusalOfItsLastTry() {
    var order = order("1", 1);
    Answer answer =
        waits.place(order, Duration.ofMillis(50), tries(() -> Optional.of(store.take(order))));
    assertThat(result(answer)).isEqualTo(short0());
    assertThat(meters.get("holdfast.waiting.time").tag("outcome", "time-over").timer().count())
        .isOne();
  }

  @Test
  void whatIsNotALackOfUnits_endsTheWait() {
    var order = order("1", 1);
    var reused = new PlaceResult.KeyReused();
    var placing = placing(order, tries(() -> Optional.of(short0()), () -> Optional.of(reused)));
    awaitWaiting(1);
    store.available.set(1);
    waiters.of(SKU);
    assertThat(result(placing.join())).isEqualTo(reused);
  }

  @Test
  void aTryThatIsNotAdmittedOrContended_isFollowedByAnother() {
    var order = order("1", 1);
    var tries = new AtomicInteger();
    var placing =
        placing(
            order,
            tries(
                () -> Optional.of(short0()),
                () ->
                    switch (tries.incrementAndGet()) {
                      case 1 -> Optional.empty();
                      case 2 -> Optional.of(new PlaceResult.Refused(new Refusal.Contended()));
                      default -> Optional.of(store.take(order));
                    }));
    awaitWaiting(1);
    store.available.set(1);
    waiters.of(SKU);
    assertThat(result(placing.join())).isInstanceOf(PlaceResult.Placed.class);
    assertThat(tries).hasValue(3);
  }

  @Test
  void noMoreAreTried_thanTheUnitsServe_inTheOrderInWhichTheyCame() {
    var tried = new ConcurrentLinkedQueue<String>();
    var placing = new HashMap<String, CompletableFuture<Answer>>();
    for (String id : List.of("1", "2", "3")) {
      var order = order(id, 1);
      placing.put(
          id,
          placing(
              order,
              tries(
                  () -> Optional.of(store.take(order)),
                  () -> {
                    tried.add(id);
                    return Optional.of(store.take(order));
                  })));
      awaitWaiting(placing.size());
    }
    for (String id : List.of("1", "2", "3")) {
      store.available.set(1);
      waiters.of(SKU);
      assertThat(result(placing.get(id).join())).isInstanceOf(PlaceResult.Placed.class);
    }
    assertThat(tried).containsExactly("1", "2", "3");
  }

  @Test
  void aRepeat_joinsTheWait() {
    var order = order("1", 1);
    var placing = placing(order);
    awaitWaiting(1);
    var repeat = placing(order, tries(() -> Optional.of(new PlaceResult.InProgress())));
    await("it has joined").atMost(LONG).until(() -> waits.joined() == 1);
    store.available.set(2);
    waiters.of(SKU);
    assertThat(result(placing.join())).isEqualTo(placed(order));
    assertThat(((PlaceResult.Placed) result(repeat.join())).replayed()).isTrue();
    assertThat(store.available).as("taken once").hasValue(1);
  }

  @Test
  void aRepeatWhoseTimeIsOverFirst_isInProgress() {
    var order = order("1", 1);
    var placing = placing(order);
    awaitWaiting(1);
    Answer repeat = waits.place(order, Duration.ofMillis(20), tries(() -> Optional.of(short0())));
    assertThat(result(repeat)).isInstanceOf(PlaceResult.InProgress.class);
    assertThat(placing).isNotDone();
  }

  @Test
  void aKeyThatWaitsForAnotherContent_isReused() {
    var _ = placing(order("1", 1));
    awaitWaiting(1);
    Answer other = waits.place(order("1", 2), LONG, tries(() -> Optional.of(short0())));
    assertThat(result(other)).isInstanceOf(PlaceResult.KeyReused.class);
  }

  @Test
  void aFaultOfATry_isThatOfTheRepeatsToo_andEndsTheWait() {
    var order = order("1", 1);
    Supplier<Optional<PlaceResult>> unknown =
        () -> {
          throw new OutcomeUnknownException("cut", null);
        };
    var placing = placing(order, tries(() -> Optional.of(short0()), unknown));
    awaitWaiting(1);
    var repeat = placing(order, tries(unknown));
    await("it has joined").atMost(LONG).until(() -> waits.joined() == 1);
    store.available.set(1);
    waiters.of(SKU);
    for (var each : List.of(placing, repeat)) {
      assertThatThrownBy(each::join).hasCauseInstanceOf(OutcomeUnknownException.class);
    }
    assertThat(waiters.size()).isZero();
    assertThat(result(placing(order).join())).isInstanceOf(PlaceResult.Placed.class);
  }

  @Test
  void noMoreWait_thanMay() {
    waitingWith(1, NO_RECHECK);
    var _ = placing(order("1", 1));
    awaitWaiting(1);
    assertThat(result(atOnce(placing(order("2", 1))))).isEqualTo(short0());
  }

  @Test
  void repeatsOfAKey_areBounded_andTakeNoPlaceOfOtherOrders() {
    waitingWith(3, NO_RECHECK);
    var order = order("1", 1);
    var _ = placing(order);
    awaitWaiting(1);
    for (int i = 1; i <= 2; i++) {
      var _ = placing(order);
      int joined = i;
      await("it has joined").atMost(LONG).until(() -> waits.joined() == joined);
    }
    assertThat(result(atOnce(placing(order)))).isInstanceOf(PlaceResult.InProgress.class);
    for (int i = 2; i <= 3; i++) {
      var _ = placing(order("" + i, 1));
      awaitWaiting(i);
    }
  }

  @Test
  void noMoreRepeatsWait_thanOrders() {
    waitingWith(1, NO_RECHECK);
    var order = order("1", 1);
    var _ = placing(order);
    awaitWaiting(1);
    var _ = placing(order);
    await("it has joined").atMost(LONG).until(() -> waits.joined() == 1);
    assertThat(result(atOnce(placing(order)))).isInstanceOf(PlaceResult.InProgress.class);
  }

  /** Its connection is there for the next order. */
  @Test
  void theStoreRests_onlyAWhileAfterTheLastOrder() throws InterruptedException {
    waiters.end();
    var watching = new ConcurrentLinkedQueue<Thread>();
    var times = new StockWaiters.Times(NO_RECHECK, Duration.ZERO, Duration.ZERO, NO_RECHECK);
    waiters =
        new StockWaiters(
            store, 10, times, watch -> watching.add(Thread.ofPlatform().daemon().start(watch)));
    waits = new OrderWaits(waiters, settings(1), new SimpleMeterRegistry());
    for (int i = 1; i <= 2; i++) {
      var placing = placing(order("" + i, 1));
      awaitWaiting(1);
      store.available.set(1);
      waiters.of(SKU);
      placing.join();
      Thread thread = watching.peek();
      await("it lingers")
          .atMost(LONG)
          .until(() ->
              store.rests.get() > 0
                  || Stream.of(thread.getStackTrace())
                      .anyMatch(frame -> frame.getMethodName().equals("isWaitedFor")));
      assertThat(store.rests).hasValue(0);
    }
    assertThat(watching).hasSize(1);
    waiters.end();
    watching.element().join(LONG);
    assertThat(store.rests).as("the instance ends").hasValue(1);
  }

  @Test
  void anOrderThatCannotBeginToWait_leavesNothingBehind() {
    waiters.end();
    var starts = new AtomicInteger();
    waiters =
        new StockWaiters(
            store,
            10,
            WaitsOfTests.times(NO_RECHECK),
            watch -> {
              if (starts.incrementAndGet() == 1) {
                throw new OutOfMemoryError("no thread");
              }
              Thread.startVirtualThread(watch);
            });
    waits = new OrderWaits(waiters, settings(1), new SimpleMeterRegistry());
    assertThatThrownBy(placing(order("1", 1))::join).hasCauseInstanceOf(OutOfMemoryError.class);
    assertThat(waiters.size()).isZero();
    var placing = placing(order("2", 1));
    awaitWaiting(1);
    store.available.set(1);
    waiters.of(SKU);
    assertThat(result(placing.join())).isInstanceOf(PlaceResult.Placed.class);
  }

  @Test
  void theEndOfTheInstance_endsAllWaits_withNothingPlaced() {
    var placing = placing(order("1", 1));
    awaitWaiting(1);
    waiters.end();
    assertThat(placing.join()).isEqualTo(new Answer.Ending());
    assertThat(placing(order("2", 1)).join()).isEqualTo(new Answer.Ending());
    store.available.set(1);
    waiters.of(SKU);
    assertThat(store.available).hasValue(1);
    assertThat(result(placing(order("3", 1)).join())).isInstanceOf(PlaceResult.Placed.class);
  }
}
