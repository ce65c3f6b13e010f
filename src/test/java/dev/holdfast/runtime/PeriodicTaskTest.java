package dev.holdfast.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class PeriodicTaskTest {
  private static final Duration SHORT = Duration.ofMillis(1);

  private final AtomicInteger runs = new AtomicInteger();
  private final AtomicBoolean broken = new AtomicBoolean();
  private final CountDownLatch never = new CountDownLatch(1);
  private final AtomicBoolean interrupted = new AtomicBoolean();

  private PeriodicTask work = work(this::run);

  @AfterEach
  void stop() {
    work.stop(Duration.ZERO);
  }

  @Test
  void aRowOfFailuresIsToldOnceAndSoIsItsEnd(CapturedOutput output) {
    broken.set(true);
    work.start(Duration.ZERO, SHORT);
    await().until(() -> runs.get() > 3);
    broken.set(false);
    await().until(() -> output.getOut().contains("it works again"));
    int later = runs.get() + 3;
    await().until(() -> runs.get() > later);
    assertThat(output.getOut()).containsOnlyOnce("it failed: broken");
    assertThat(output.getOut()).containsOnlyOnce("it works again");
  }

  @Test
  void aRunThatOutlastsTheEndIsInterrupted(CapturedOutput output) {
    work = work(this::hang);
    work.start(Duration.ZERO, SHORT);
    await().until(() -> runs.get() == 1);
    work.stop(SHORT);
    await().untilTrue(interrupted);
    assertThat(work.isRunning()).isFalse();
    assertThat(output.getOut()).doesNotContain("it failed");
  }

  /** As of a class that is not found, or of memory that is short for a moment. */
  @Test
  void anErrorDoesNotEndIt(CapturedOutput output) {
    work =
        work(() -> {
          if (runs.incrementAndGet() == 1) {
            throw new NoClassDefFoundError("missing");
          }
        });
    work.start(Duration.ZERO, SHORT);
    await().until(() -> runs.get() > 2);
    assertThat(output.getOut()).contains("it failed: java.lang.NoClassDefFoundError: missing");
  }

  @Test
  void itCanBeStartedAgain() {
    work.start(Duration.ZERO, SHORT);
    work.stop(SHORT);
    int before = runs.get();
    work.start(Duration.ZERO, SHORT);
    await().until(() -> runs.get() > before);
    assertThat(work.isRunning()).isTrue();
  }

  private static PeriodicTask work(Runnable run) {
    return new PeriodicTask(
        "repeated-work-test",
        run,
        new PeriodicTask.Messages(
            LoggerFactory.getLogger(PeriodicTaskTest.class), "it failed", "it works again"));
  }

  private void run() {
    runs.incrementAndGet();
    if (broken.get()) {
      throw new IllegalStateException("broken");
    }
  }

  private void hang() {
    runs.incrementAndGet();
    try {
      never.await();
    } catch (InterruptedException e) {
      interrupted.set(true);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("ended", e);
    }
  }
}
