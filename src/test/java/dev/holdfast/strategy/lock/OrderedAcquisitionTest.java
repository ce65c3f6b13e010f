package dev.holdfast.strategy.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.locks.LockBook;
import dev.holdfast.locks.LockName;
import dev.holdfast.locks.LockNotes;
import dev.holdfast.stock.Sku;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Several locks, all or none. */
class OrderedAcquisitionTest {
  private final AtomicBoolean held = new AtomicBoolean();

  private final OrderedAcquisition.OneLock first =
      new OrderedAcquisition.OneLock() {
        @Override
        public boolean tryAcquire(long waitNanos) {
          return held.compareAndSet(false, true);
        }

        @Override
        public void release() {
          held.set(false);
        }

        @Override
        public String name() {
          return "first";
        }

        @Override
        public boolean covers(Sku sku) {
          return true;
        }
      };

  private final OrderedAcquisition.OneLock broken =
      new OrderedAcquisition.OneLock() {
        @Override
        public boolean tryAcquire(long waitNanos) {
          throw new IllegalStateException("planted");
        }

        @Override
        public void release() {
          throw new AssertionError("it was never acquired");
        }

        @Override
        public String name() {
          return "broken";
        }

        @Override
        public boolean covers(Sku sku) {
          return true;
        }
      };

  @Test
  void whateverStopsAnAcquisition_whatIsHeldIsReleased() {
    var book = new LockBook("aaa", System::nanoTime);
    var locks =
        new OrderedAcquisition(new LockNotes(book, "jvm-mutex-per-sku", LockName.Level.LOCAL));
    assertThatThrownBy(() -> locks.acquire(List.of(first, broken), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(held).isFalse();
  }
}
