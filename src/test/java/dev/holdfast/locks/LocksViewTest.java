package dev.holdfast.locks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is shown of locks, and how long that may take. */
class LocksViewTest {
  private static final OrderId ORDER = new OrderId("abcdefghijklmnopqrstuvwxyz");

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger questions = new AtomicInteger();
  private final LockBook book = new LockBook("aaa", nanos::get);

  /** A lock of every SKU, whose lease takes 300 ms to be asked for. */
  private record Lock(String name, Runnable question) implements KnownLock {
    @Override
    public boolean covers(Sku sku) {
      return true;
    }

    @Override
    public Optional<Lease> lease(long thread) {
      question.run();
      return Optional.empty();
    }
  }

  private void hold(String name, List<Sku> skus) {
    var notes = new LockNotes(book, "redisson-lock", LockName.Level.LOCAL);
    Thread thread =
        Thread.startVirtualThread(() -> {
          book.enter(ORDER, skus);
          notes.waits(
              new Lock(
                  name,
                  () -> {
                    questions.incrementAndGet();
                    nanos.addAndGet(Duration.ofMillis(300).toNanos());
                  }));
          notes.acquired();
        });
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private LockDiagnosis diagnosis() {
    return new LockDiagnosis(
        book, SharedAcquisitions.NONE, List::of, 100, InstantSource.system(), nanos::get);
  }

  @Test
  void theSkusOfALockAreBounded() {
    hold("all", IntStream.range(0, 50).mapToObj(i -> new Sku("sku-" + i)).toList());
    LocksView.Lock lock = diagnosis().get().locks().getFirst();
    assertThat(lock.skus()).hasSize(LockDiagnosis.SKUS_MAX);
    assertThat(lock.skusNotShown()).isEqualTo(50 - LockDiagnosis.SKUS_MAX);
  }

  @Test
  void aLookAsksTheStoreForABoundedTime() {
    IntStream.range(0, 20).forEach(i -> hold("lock-" + i, List.of(new Sku("sku-" + i))));
    LocksView view = diagnosis().get();
    assertThat(view.locks()).hasSize(20);
    assertThat(questions).hasValueLessThanOrEqualTo(4);
    assertThat(view.incomplete()).isEqualTo("the store was asked for 1000 ms");
  }

  @Test
  void whereAdministrationNeedsAToken_noIdIsShownThatWouldOpenAnOrder() {
    hold("one", List.of(new Sku("sku")));
    var claim =
        new Acquisition.Claim(new LockName("redisson-lock", LockName.Level.LOCAL, "one"), false, 1);
    var deadlock =
        new Deadlock(
            Instant.EPOCH,
            List.of(new Acquisition("1", "aaa", ORDER.value(), claim, List.of(claim))));
    var diagnosis =
        new LockDiagnosis(
            book,
            SharedAcquisitions.NONE,
            () -> List.of(deadlock),
            100,
            InstantSource.system(),
            nanos::get);
    LocksView hidden = new LocksEndpoint(diagnosis, false).locks();
    assertThat(hidden.toString()).contains("abcdef...").doesNotContain(ORDER.value());
    assertThat(new LocksEndpoint(diagnosis, true).locks().toString()).contains(ORDER.value());
  }
}
