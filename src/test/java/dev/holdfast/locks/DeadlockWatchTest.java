package dev.holdfast.locks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreUnavailableException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** When a circle of waits is a deadlock. */
@ExtendWith(OutputCaptureExtension.class)
class DeadlockWatchTest {
  private static final Duration OLD = Duration.ofMillis(400);
  private static final OrderId ORDER = new OrderId("abcdefghijklmnopqrstuvwxyz");

  private final AtomicLong nanos = new AtomicLong();
  private final LockBook book = new LockBook("aaa", nanos::get);
  private final LockNotes notes = new LockNotes(book, "redisson-lock", LockName.Level.DISTRIBUTED);
  private final Others others = new Others();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Deadlocks deadlocks = new Deadlocks(meters);
  private final DeadlockWatch watch =
      new DeadlockWatch(book, others, OLD, InstantSource.system(), deadlocks);

  /** The store, and what another instance has published there. */
  private static final class Others implements SharedAcquisitions {
    private final List<List<Acquisition>> published = new ArrayList<>();
    private List<Published> theirs = List.of();
    private boolean answers = true;

    void show(long number, Acquisition... acquisitions) {
      theirs = List.of(new Published("zzz", number, List.of(acquisitions)));
    }

    @Override
    public List<Published> publish(List<Acquisition> own) {
      if (!answers) {
        throw new StoreUnavailableException("no answer", null);
      }
      published.add(own);
      return theirs;
    }

    @Override
    public List<Published> others() {
      return theirs;
    }
  }

  private record Lock(String name) implements KnownLock {
    @Override
    public boolean covers(Sku sku) {
      return sku.value().equals(name);
    }
  }

  private static Acquisition theirs(String id, String held, String wanted) {
    return new Acquisition(id, "zzz", "their-order", claim(wanted), List.of(claim(held)));
  }

  private static Acquisition.Claim claim(String name) {
    return new Acquisition.Claim(
        new LockName("redisson-lock", LockName.Level.DISTRIBUTED, name), false, 500);
  }

  /** As a thread of an order that holds one lock and waits for another. */
  private LockBook.Entry holdAndWait(String held, @Nullable String wanted) {
    return onAThreadOfItsOwn(() -> {
      var entry = book.enter(ORDER, List.of(new Sku(held)));
      notes.waits(new Lock(held));
      notes.acquired();
      if (wanted != null) {
        notes.waits(new Lock(wanted));
      }
      return entry;
    });
  }

  private static <T> T onAThreadOfItsOwn(Supplier<T> task) {
    return CompletableFuture.supplyAsync(task, runnable -> Thread.ofVirtual().start(runnable))
        .join();
  }

  private double counted() {
    return meters.get("holdfast.locks.deadlocks").counter().count();
  }

  private void makeOld() {
    nanos.addAndGet(OLD.toNanos());
  }

  /** A change of lines acquires its lock again, nested, and the store is slow to answer. */
  @Test
  void anOrderThatAcquiresItsLockAgain_doesNotWaitForItself() {
    holdAndWait("a", "a");
    makeOld();
    watch.look();
    watch.look();
    assertThat(counted()).isZero();
  }

  @Test
  void anotherThatHasNotWaitedForLong_isInNoDeadlock() {
    holdAndWait("a", "b");
    makeOld();
    var young = new Acquisition.Claim(claim("a").lock(), false, 10);
    for (long number = 1; number < 4; number++) {
      others.show(number, new Acquisition("zzz.1.1", "zzz", "theirs", young, List.of(claim("b"))));
      watch.look();
    }
    assertThat(counted()).isZero();
  }

  /** The other instance is missing in one look: its answer did not come, or had no room for it. */
  @Test
  void aDeadlockThatOneLookDoesNotSee_isNamedOnce() {
    holdAndWait("a", "b");
    makeOld();
    for (long number = 1; number < 4; number++) {
      others.show(number, theirs("zzz.1.1", "b", "a"));
      watch.look();
    }
    assertThat(counted()).isEqualTo(1);
    others.answers = false;
    assertThatThrownBy(watch::look).isInstanceOf(StoreUnavailableException.class);
    others.answers = true;
    others.show(4);
    watch.look();
    for (long number = 5; number < 8; number++) {
      others.show(number, theirs("zzz.1.1", "b", "a"));
      watch.look();
    }
    assertThat(counted()).isEqualTo(1);
  }

  @Test
  void aCircleThatIsSeenTwice_isNamedAndCountedOnce(CapturedOutput output) {
    holdAndWait("a", "b");
    holdAndWait("b", "a");
    makeOld();
    watch.look();
    assertThat(counted()).isZero();
    for (int i = 0; i < 3; i++) {
      watch.look();
    }
    assertThat(counted()).isEqualTo(1);
    assertThat(deadlocks.latest()).hasSize(1);
    assertThat(deadlocks.latest().getFirst().acquisitions()).hasSize(2);
    assertThat(output.getAll()).containsOnlyOnce("deadlock, which");
    assertThat(output.getAll())
        .contains("order " + ORDER + " of instance aaa holds a (distributed lock of redisson-lock)")
        .contains("waits for b (distributed lock of redisson-lock)");
  }

  @Test
  void aWaitThatIsYoung_isNotLookedAt() {
    holdAndWait("a", "b");
    holdAndWait("b", "a");
    nanos.addAndGet(OLD.toNanos() - 1);
    watch.look();
    watch.look();
    assertThat(counted()).isZero();
    assertThat(others.published).isEmpty();
  }

  /** Each wait has an id of its own: what is seen twice is not the same circle. */
  @Test
  void aCircleOfOtherWaitsOfTheSameOrders_isANewOne() {
    holdAndWait("b", "a");
    onAThreadOfItsOwn(() -> {
      var entry = book.enter(ORDER, List.of(new Sku("a")));
      notes.waits(new Lock("a"));
      notes.acquired();
      notes.waits(new Lock("b"));
      makeOld();
      watch.look();
      notes.gaveUp();
      notes.waits(new Lock("b"));
      makeOld();
      watch.look();
      return entry;
    });
    assertThat(counted()).isZero();
    watch.look();
    assertThat(counted()).isEqualTo(1);
  }

  @Test
  void aPublicationThatIsSeenTwice_provesNothing() {
    holdAndWait("a", "b");
    makeOld();
    others.show(7, theirs("zzz.1.2", "b", "a"));
    for (int i = 0; i < 3; i++) {
      watch.look();
    }
    assertThat(counted()).isZero();
    others.show(8, theirs("zzz.1.2", "b", "a"));
    watch.look();
    assertThat(counted()).isEqualTo(1);
  }

  /** Among several instances one counts, or each deadlock would count twice; all show it. */
  @Test
  void theInstanceOfTheFirstAcquisition_namesIt(CapturedOutput output) {
    holdAndWait("a", "b");
    makeOld();
    for (int i = 1; i < 4; i++) {
      others.show(i, theirs("Aaa.1.2", "b", "a"));
      watch.look();
    }
    assertThat(counted()).isZero();
    assertThat(deadlocks.latest()).hasSize(1);
    assertThat(output.getAll()).doesNotContain("deadlock, which");
  }

  /** What is waited for by others is published, and taken back once; what is not never is. */
  @Test
  void onlyWhatHoldsADistributedLockLong_isPublished() {
    var local = new LockNotes(book, "jvm-mutex", LockName.Level.LOCAL);
    var _ =
        onAThreadOfItsOwn(() -> {
          var entry = book.enter(ORDER, List.of());
          local.waits(new Lock("stripe 1"));
          local.acquired();
          return entry;
        });
    makeOld();
    watch.look();
    assertThat(others.published).isEmpty();
    var holder = holdAndWait("a", null);
    makeOld();
    watch.look();
    assertThat(others.published).hasSize(1);
    assertThat(others.published.getFirst()).hasSize(1);
    holder.close();
    watch.look();
    watch.look();
    assertThat(others.published).hasSize(2);
    assertThat(others.published.getLast()).isEmpty();
  }

  @Test
  void aStoreThatDoesNotAnswer_hidesNoDeadlockOfThisInstance() {
    holdAndWait("a", "b");
    holdAndWait("b", "a");
    makeOld();
    others.answers = false;
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(watch::look).isInstanceOf(StoreUnavailableException.class);
    }
    assertThat(counted()).isEqualTo(1);
  }
}
