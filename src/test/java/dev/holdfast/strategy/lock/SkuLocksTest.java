package dev.holdfast.strategy.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.lock.jvm.JvmMutexes;
import dev.holdfast.strategy.lock.jvm.JvmReadWriteLocks;
import dev.holdfast.strategy.lock.jvm.JvmSemaphores;
import dev.holdfast.strategy.lock.jvm.Stripe;
import dev.holdfast.strategy.lock.redisson.RedissonFencedLocks;
import dev.holdfast.strategy.lock.redisson.RedissonLocks;
import dev.holdfast.testing.FaultProxy;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.TestLocks;
import dev.holdfast.testing.TestRedisson;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/** What each kind of lock does by itself. */
class SkuLocksTest {
  private static final int STRIPES = 64;
  private static final Duration NO_TIME = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofSeconds(20);

  /** Longer than a busy machine takes for a test. */
  private static final Duration LEASE = Duration.ofSeconds(30);

  /** Ends while it is waited for. */
  private static final Duration SHORT_LEASE = Duration.ofMillis(900);

  private static final Duration WAIT = Duration.ofSeconds(2);
  private static final AtomicInteger COUNTER = new AtomicInteger();

  private static RedissonClient redisson;

  private final Sku a = newSku();
  private final Sku b = newSkuOfAnotherStripe(a);

  /** Every kind but none at all. */
  enum Kind {
    JVM(() -> JvmMutexes.of(STRIPES, TestLocks.ordered())),
    JVM_FAIR(() -> JvmMutexes.fair(STRIPES, TestLocks.ordered())),
    JVM_READ_WRITE(() -> new JvmReadWriteLocks(STRIPES, TestLocks.ordered())),
    JVM_SEMAPHORE(() -> new JvmSemaphores(STRIPES, TestLocks.ordered())),
    REDISSON(
        () -> RedissonLocks.plain(() -> redisson, new SimpleMeterRegistry(), TestLocks.ordered())),
    REDISSON_FAIR(
        () -> RedissonLocks.fair(() -> redisson, new SimpleMeterRegistry(), TestLocks.ordered())),
    REDISSON_READ_WRITE(() ->
        RedissonLocks.readWrite(() -> redisson, new SimpleMeterRegistry(), TestLocks.ordered())),
    REDISSON_FENCED(() ->
        new RedissonFencedLocks(() -> redisson, new SimpleMeterRegistry(), TestLocks.ordered())),
    CHAINED(() ->
        new TwoLevelLocks(
            new JvmReadWriteLocks(STRIPES, TestLocks.ordered()),
            JvmMutexes.of(STRIPES, TestLocks.ordered()),
            RedissonLocks.readWrite(
                () -> redisson, new SimpleMeterRegistry(), TestLocks.ordered())));

    private final Supplier<SkuLocks> locks;

    Kind(Supplier<SkuLocks> locks) {
      this.locks = locks;
    }

    boolean shares() {
      return this == JVM_READ_WRITE || this == REDISSON_READ_WRITE || this == CHAINED;
    }
  }

  @BeforeAll
  static void connect() {
    var redis = RedisUnderTest.shared();
    redisson = Redisson.create(config(redis.host(), redis.port(), LEASE));
  }

  @AfterAll
  static void disconnect() {
    redisson.shutdown();
  }

  private static Config config(String host, int port, Duration lease) {
    var config = TestRedisson.of(host, port, 1, Duration.ofSeconds(10));
    config.setLockWatchdogTimeout(lease.toMillis());
    return config;
  }

  /** A client whose locks end soon. */
  private static RedissonClient forgetful() {
    var redis = RedisUnderTest.shared();
    return Redisson.create(config(redis.host(), redis.port(), SHORT_LEASE));
  }

  private static Sku newSku() {
    return new Sku(
        "lock-" + COUNTER.incrementAndGet() + "-" + Long.toString(System.nanoTime(), 36));
  }

  private static Sku newSkuOfAnotherStripe(Sku one) {
    Sku sku = newSku();
    while (Stripe.of(one, STRIPES) == Stripe.of(sku, STRIPES)) {
      sku = newSku();
    }
    return sku;
  }

  private static <T> CompletableFuture<T> start(Supplier<T> task) {
    return CompletableFuture.supplyAsync(task, runnable -> Thread.ofVirtual().start(runnable));
  }

  private static void assertFree(
      boolean expected, SkuLocks locks, Collection<Sku> skus, boolean shared) {
    assertThat(free(locks, skus, shared, expected ? LONG : NO_TIME)).isEqualTo(expected);
  }

  /** Whether another thread gets it within a time, and gives it back at once. */
  private static boolean free(
      SkuLocks locks, Collection<Sku> skus, boolean shared, Duration waitMax) {
    return start(
            () -> {
              var held = shared ? locks.acquireShared(skus, waitMax) : locks.acquire(skus, waitMax);
              held.ifPresent(SkuLocks.Held::close);
              return held.isPresent();
            })
        .join();
  }

  @ParameterizedTest
  @EnumSource
  void oneHolderExcludesAllOthers(Kind kind) {
    SkuLocks locks = kind.locks.get();
    var held = locks.acquire(Set.of(a), LONG).orElseThrow();
    assertFree(false, locks, Set.of(a), false);
    assertFree(false, locks, Set.of(a), true);
    held.close();
    assertFree(true, locks, Set.of(a), false);
  }

  @ParameterizedTest
  @EnumSource
  void thoseWhoShareExcludeOneWhoDoesNotAndEachOtherOnlyWhereLocksCannotBeShared(Kind kind) {
    SkuLocks locks = kind.locks.get();
    var held = locks.acquireShared(Set.of(a), LONG).orElseThrow();
    assertFree(kind.shares(), locks, Set.of(a), true);
    assertFree(false, locks, Set.of(a), false);
    held.close();
    assertFree(true, locks, Set.of(a), false);
  }

  @ParameterizedTest
  @EnumSource
  void aHolderAcquiresAgainExactlyWhereThatIsPromised(Kind kind) {
    SkuLocks locks = kind.locks.get();
    assertThat(locks.isReentrant()).isEqualTo(kind != Kind.JVM_SEMAPHORE);
    var outer = locks.acquire(Set.of(a, b), LONG).orElseThrow();
    var inner = locks.acquire(Set.of(a), locks.isReentrant() ? LONG : NO_TIME);
    assertThat(inner.isPresent()).isEqualTo(locks.isReentrant());
    inner.ifPresent(held -> assertThat(outer.fences()).containsAllEntriesOf(held.fences()));
    inner.ifPresent(SkuLocks.Held::close);
    assertFree(false, locks, Set.of(a), false);
    outer.close();
    assertFree(true, locks, Set.of(a, b), false);
  }

  @ParameterizedTest
  @EnumSource
  void allOrNoneAreHeld(Kind kind) {
    SkuLocks locks = kind.locks.get();
    var first = a.compareTo(b) < 0 ? a : b;
    var second = first.equals(a) ? b : a;
    var held = locks.acquire(Set.of(second), LONG).orElseThrow();
    assertFree(false, locks, Set.of(first, second), false);
    assertFree(true, locks, Set.of(first), false);
    held.close();
    assertFree(true, locks, Set.of(first, second), false);
  }

  @Test
  void eachHolderOfAFencedLockHasAHigherTokenThanTheOneBefore() {
    SkuLocks locks = Kind.REDISSON_FENCED.locks.get();
    long last = 0;
    for (int i = 0; i < 3; i++) {
      try (var held = locks.acquire(Set.of(a), LONG).orElseThrow()) {
        assertThat(held.fences()).containsOnlyKeys(a);
        long token = held.fences().values().iterator().next();
        assertThat(token).isGreaterThan(last);
        last = token;
      }
    }
  }

  /** The token tells that another has held it in between; a new one would hide that. */
  @Test
  void anAcquisitionWithinOneThatWasLostHasTheOldToken() {
    RedissonClient forgetful = forgetful();
    var locks =
        new RedissonFencedLocks(() -> forgetful, new SimpleMeterRegistry(), TestLocks.ordered());
    try (var outer = locks.acquire(Set.of(a), LONG).orElseThrow()) {
      await("its lease has ended").atMost(LONG).until(() -> free(locks, Set.of(a), false, NO_TIME));
      try (var inner = locks.acquire(Set.of(a), LONG).orElseThrow()) {
        assertThat(inner.fences()).isEqualTo(outer.fences());
      }
    } finally {
      forgetful.shutdown();
    }
  }

  /** A far lock that is let go by hand, and counts who is at it. */
  private static final class Far implements SkuLocks {
    final AtomicInteger waiting = new AtomicInteger();
    final AtomicInteger waitingMost = new AtomicInteger();
    final CountDownLatch open = new CountDownLatch(1);

    @Override
    public Optional<Held> acquire(Collection<Sku> skus, Duration waitMax) {
      waitingMost.accumulateAndGet(waiting.incrementAndGet(), Math::max);
      try {
        return open.await(waitMax.toNanos(), TimeUnit.NANOSECONDS)
            ? Optional.of(() -> {})
            : Optional.empty();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      } finally {
        waiting.decrementAndGet();
      }
    }

    @Override
    public boolean isReentrant() {
      return true;
    }
  }

  @Test
  void ofThoseWhoShareANearLockOneAtATimeWaitsForTheFarOneAndThenAllHoldIt() {
    var far = new Far();
    var locks =
        new TwoLevelLocks(
            new JvmReadWriteLocks(STRIPES, TestLocks.ordered()),
            JvmMutexes.of(STRIPES, TestLocks.ordered()),
            far);
    var all = new CountDownLatch(5);
    List<CompletableFuture<Boolean>> readers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      readers.add(
          start(() -> {
            try (var held = locks.acquireShared(Set.of(a), LONG).orElseThrow()) {
              all.countDown();
              return held != null && all.await(LONG.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          }));
    }
    await().until(() -> far.waiting.get() > 0);
    await().during(Duration.ofMillis(100)).until(() -> far.waiting.get() == 1);
    far.open.countDown();
    assertThat(readers).allSatisfy(reader -> assertThat(reader.join()).isTrue());
    assertThat(far.waitingMost).hasValue(1);
  }

  private String queue() {
    return "redisson_lock_queue:holdfast:{" + a + "}:fair-lock";
  }

  private void awaitQueued(int count) {
    await(count + " wait").atMost(LONG).until(() -> redisson.getDeque(queue()).size() == count);
  }

  @Test
  void aFairLockIsHandedOnInTheOrderOfArrival() {
    SkuLocks locks = Kind.REDISSON_FAIR.locks.get();
    List<Integer> served = Collections.synchronizedList(new ArrayList<>());
    List<CompletableFuture<Boolean>> waiters = new ArrayList<>();
    try (var held = locks.acquire(Set.of(a), LONG).orElseThrow()) {
      for (int i = 0; i < 4; i++) {
        int number = i;
        waiters.add(
            start(() -> {
              try (var mine = locks.acquire(Set.of(a), LONG).orElseThrow()) {
                return mine != null && served.add(number);
              }
            }));
        awaitQueued(i + 1);
      }
      assertThat(held).isNotNull();
    }
    assertThat(waiters).allSatisfy(waiter -> assertThat(waiter.join()).isTrue());
    assertThat(served).containsExactly(0, 1, 2, 3);
  }

  /** It keeps its place for as long as it would have waited. */
  @Test
  void aWaiterThatDiedHoldsAFairLockUpForALeaseAndItsWait() {
    var redis = RedisUnderTest.shared();
    RedissonClient forgetful = forgetful();
    var locks = RedissonLocks.fair(() -> forgetful, new SimpleMeterRegistry(), TestLocks.ordered());
    try (var proxy = FaultProxy.inFrontOf(redis.host(), redis.port())) {
      var dying = Redisson.create(config("127.0.0.1", proxy.port(), SHORT_LEASE));
      var theirs = RedissonLocks.fair(() -> dying, new SimpleMeterRegistry(), TestLocks.ordered());
      try (var held = locks.acquire(Set.of(a), LONG).orElseThrow()) {
        var waiter = start(() -> theirs.acquire(Set.of(a), WAIT));
        awaitQueued(1);
        // From now on nobody hears of it any more, nor does it take its place back.
        proxy.refuse();
        proxy.cut();
        assertThat(held).isNotNull();
        assertThat(waiter).isNotNull();
      }
      try (var next = locks.acquire(Set.of(a), LONG).orElseThrow()) {
        assertThat(next).isNotNull();
      }
      dying.shutdown();
    } finally {
      forgetful.shutdown();
    }
  }

  /** However little of the time is left when Redisson subscribes to the news of the lock. */
  @ParameterizedTest
  @EnumSource
  void aWaitThatEndsIsNoFault(Kind kind) {
    SkuLocks locks = kind.locks.get();
    List<Sku> skus = Stream.generate(SkuLocksTest::newSku).limit(64).toList();
    try (var _ = locks.acquire(skus, LONG).orElseThrow()) {
      var waits =
          skus.stream()
              .map(sku ->
                  start(() ->
                      IntStream.range(0, 25)
                          .filter(n ->
                              locks.acquire(List.of(sku), Duration.ofMillis(1 + n % 5)).isPresent())
                          .count()))
              .toList();
      assertThat(waits).allSatisfy(wait -> assertThat(wait.join()).isZero());
    }
    assertFree(true, locks, skus, false);
  }
}
