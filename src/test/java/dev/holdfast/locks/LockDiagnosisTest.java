package dev.holdfast.locks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.order.PlaceResult;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.strategy.lock.LockSettings;
import dev.holdfast.testing.Breakpoint;
import dev.holdfast.testing.ConcurrentClients;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Who holds a lock, and who waits for it, while an order is held between its check and its take.
 */
class LockDiagnosisTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final LockSettings LOCKS =
      new LockSettings(Duration.ofSeconds(30), Duration.ofMillis(500), 64, 3);

  private final Breakpoint gate = new Breakpoint();
  private final List<CompletableFuture<PlaceResult>> placed = new ArrayList<>();
  private final OrderId first = TestInstance.newOrder();
  private TestInstance instance;
  private TestInstance other;

  @BeforeEach
  void start() {
    var redis = RedisUnderTest.shared();
    var setup = InstanceSetup.on(new ServerAddress(redis.host(), redis.port())).locks(LOCKS);
    instance = setup.window(gate).start();
    other = setup.start();
  }

  @AfterEach
  void stop() throws Exception {
    gate.letGo();
    for (var order : placed) {
      order.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }
    instance.close();
    other.close();
  }

  private Sku held(StrategyType type) {
    Sku sku = instance.product(type, 50);
    place(instance, first, sku);
    gate.awaitArrival();
    return sku;
  }

  private void place(TestInstance at, OrderId id, Sku sku) {
    placed.add(ConcurrentClients.start(() -> at.place(id, Basket.of(sku, 1))));
  }

  private static LocksView.Lock lock(TestInstance at, Sku sku, String level) {
    return at.diagnosis.get().locks().stream()
        .filter(lock -> lock.skus().contains(sku.value()) && lock.level().equals(level))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + level + " lock of " + sku));
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "JVM_MUTEX",
        "JVM_MUTEX_PER_SKU",
        "JVM_READ_WRITE_LOCK",
        "JVM_SEMAPHORE",
        "REDISSON_LOCK",
        "REDISSON_FAIR_LOCK",
        "REDISSON_READ_WRITE_LOCK",
        "REDISSON_FENCED_LOCK"
      })
  void aLock_showsItsHolderAndItsWaiters(StrategyType type) {
    Sku sku = held(type);
    place(instance, TestInstance.newOrder(), sku);
    place(instance, TestInstance.newOrder(), sku);

    await()
        .atMost(SOON)
        .until(() -> lock(instance, sku, "local").waiters().count(), count -> count == 2);
    LocksView.Lock local = lock(instance, sku, "local");
    assertThat(local.strategy()).isEqualTo(type.id());
    assertThat(local.lock()).startsWith("stripe ");
    assertThat(local.holders()).hasSize(1);
    assertThat(local.holders().getFirst().order()).isEqualTo(first.value());
    assertThat(local.holders().getFirst().instance()).isEqualTo(instance.instances.id());
    assertThat(local.leaseLeftMillis()).isNull();
    if (type.usesRedisson()) {
      LocksView.Lock distributed = lock(instance, sku, "distributed");
      assertThat(distributed.lock()).startsWith("holdfast:{" + sku + "}:");
      assertThat(distributed.holders().getFirst().order()).isEqualTo(first.value());
      assertThat(distributed.leaseLeftMillis()).isPositive();
      assertThat(distributed.leaseLost()).isFalse();
      assertThat(distributed.waiters().count()).isZero();
    }
    assertThat(instance.diagnosis.get().strategies())
        .singleElement()
        .satisfies(totals -> {
          assertThat(totals.strategy()).isEqualTo(type.id());
          assertThat(totals.held()).isEqualTo(type.usesRedisson() ? 2 : 1);
          assertThat(totals.waiting()).isEqualTo(2);
        });
  }

  @Test
  void nothingIsShown_whenAllIsReleased() throws Exception {
    held(StrategyType.REDISSON_LOCK);
    gate.letGo();
    placed.getFirst().get(SOON.toSeconds(), TimeUnit.SECONDS);
    LocksView view = instance.diagnosis.get();
    assertThat(view.locks()).isEmpty();
    assertThat(view.strategies()).isEmpty();
    assertThat(view.incomplete()).isNull();
  }

  @Test
  void aLockThatTheStoreNoLongerKeeps_isALostLease() {
    Sku sku = held(StrategyType.REDISSON_LOCK);
    assertThat(lock(instance, sku, "distributed").leaseLost()).isFalse();
    instance.redis.<Long>write(commands -> commands.del(Keys.lock(sku, "lock")));
    LocksView.Lock lost = lock(instance, sku, "distributed");
    assertThat(lost.leaseLost()).isTrue();
    assertThat(lost.leaseLeftMillis()).isZero();
    assertThat(lost.holders().getFirst().order()).isEqualTo(first.value());
  }

  /** Another instance knows of the holder once that has held the lock for long. */
  @Test
  void aHolderInAnotherInstance_isShownWhereItIsWaitedFor() {
    Sku sku = held(StrategyType.REDISSON_LOCK);
    place(other, TestInstance.newOrder(), sku);
    await()
        .atMost(SOON)
        .until(() ->
            other.diagnosis.get().locks().stream()
                .anyMatch(lock -> lock.level().equals("distributed")));
    assertThat(lock(other, sku, "distributed").holders()).isEmpty();
    assertThat(lock(other, sku, "distributed").leaseLeftMillis()).isPositive();

    instance.deadlockWatch.look();

    LocksView.Lock seen = lock(other, sku, "distributed");
    assertThat(seen.waiters().count()).isEqualTo(1);
    assertThat(seen.holders())
        .singleElement()
        .satisfies(holder -> {
          assertThat(holder.instance()).isEqualTo(instance.instances.id());
          assertThat(holder.order()).isEqualTo(first.value());
        });
  }

  @Test
  void noMoreLocksAreShown_thanTheLimit() {
    held(StrategyType.JVM_MUTEX_PER_SKU);
    var notes = new LockNotes(instance.lockBook, "jvm-mutex-per-sku", LockName.Level.LOCAL);
    ConcurrentClients.start(
            () -> {
              instance.lockBook.enter(null, Set.of());
              for (int i = 0; i < 10; i++) {
                notes.waits(new Named("stripe of a test " + i));
                notes.acquired();
              }
              return true;
            })
        .join();
    LocksView view = instance.diagnosis.get();
    assertThat(view.locks()).hasSize(LOCKS.shownMax());
    assertThat(view.notShown()).isEqualTo(11 - LOCKS.shownMax());
    assertThat(view.strategies().getFirst().held()).isEqualTo(11);
  }

  private record Named(String name) implements KnownLock {
    @Override
    public boolean covers(Sku sku) {
      return false;
    }
  }
}
