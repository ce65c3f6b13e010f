package dev.holdfast.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What ends waits. */
class WheelTimeoutTest {
  private static final long PATIENCE_SECONDS = 30;

  @Test
  void itNeverComesEarly() throws Exception {
    List<Long> early = Collections.synchronizedList(new ArrayList<>());
    var all = new CountDownLatch(50);
    for (int i = 0; i < 50; i++) {
      long due = System.nanoTime() + Duration.ofMillis(i).toNanos();
      WheelTimeout.after(
          Duration.ofMillis(i).toNanos(),
          () -> {
            long now = System.nanoTime();
            if (now - due < 0) {
              early.add(due - now);
            }
            all.countDown();
          });
    }
    assertThat(all.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(early).isEmpty();
  }

  @Test
  void oneThatIsCancelledDoesNotCome() throws Exception {
    var come = new AtomicInteger();
    var isCancelled = new AtomicBoolean();
    WheelTimeout cancelled =
        WheelTimeout.after(
            Duration.ofMillis(30).toNanos(),
            () -> {
              if (isCancelled.get()) {
                come.incrementAndGet();
              }
            });
    cancelled.cancel();
    isCancelled.set(true);
    awaitOneThatIsDueIn(Duration.ofMillis(90));
    assertThat(come).hasValue(0);
  }

  /** Alarms have one thread: what one of them throws must not end it. */
  @Test
  void onesThatFailDoNotKeepOthersFromComing() throws Exception {
    WheelTimeout.after(
        1,
        () -> {
          throw new IllegalStateException("an alarm that fails, as planned");
        });
    awaitOneThatIsDueIn(Duration.ofMillis(50));
  }

  private static void awaitOneThatIsDueIn(Duration time) throws Exception {
    var came = new CompletableFuture<Boolean>();
    WheelTimeout.after(time.toNanos(), () -> came.complete(true));
    assertThat(came.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
  }
}
