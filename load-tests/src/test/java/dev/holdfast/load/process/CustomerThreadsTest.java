package dev.holdfast.load.process;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class CustomerThreadsTest {
  private static final Duration WAIT_MAX = Duration.ofSeconds(30);

  @Test
  void aFaultOfACustomer_isThrownToTheRun() {
    try (CustomerThreads customers = new CustomerThreads()) {
      customers.requireRunning();
      customers.start(() -> {
        throw new IllegalStateException("wrong");
      });
      assertThatThrownBy(() -> customers.end(WAIT_MAX)).hasMessage("wrong");
      assertThatThrownBy(customers::requireRunning).hasMessage("wrong");
    }
  }

  @Test
  void aCustomerThatIsNotDoneInTime_endsTheRun() {
    try (CustomerThreads customers = new CustomerThreads()) {
      CountDownLatch never = new CountDownLatch(1);
      customers.start(() -> await(never));
      assertThatThrownBy(() -> customers.end(Duration.ofMillis(1)))
          .isInstanceOf(LoadTestException.class)
          .hasMessage("customers were still busy after 0 s");
    }
  }

  @Test
  void customersArrive_whileOthersAreBusy() {
    AtomicInteger arrived = new AtomicInteger();
    CountDownLatch answer = new CountDownLatch(1);
    try (CustomerThreads customers = new CustomerThreads()) {
      customers.arrive(
          1_000,
          () ->
              customers.start(() -> {
                arrived.incrementAndGet();
                await(answer);
              }));
      Awaitility.await().atMost(WAIT_MAX).until(() -> arrived.get() > 2);
      answer.countDown();
      customers.end(WAIT_MAX);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
