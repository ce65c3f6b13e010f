package dev.holdfast.load.restart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.load.check.Line;
import dev.holdfast.load.endpoints.HoldfastClient;
import dev.holdfast.load.process.LoadTestException;
import dev.holdfast.load.scenarios.PlannedOrder;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
  private static final Duration WAIT_MAX = Duration.ofSeconds(60);

  private final ScriptedHoldfast holdfast = new ScriptedHoldfast();
  private final Customer customer =
      new Customer(new HoldfastClient(holdfast.uri()), RetryPolicy.STANDARD, false);

  @AfterEach
  void stop() {
    holdfast.close();
  }

  @Test
  void customersArriveAtTheirRateAndAreCountedWhereTheyCame() {
    long start = System.nanoTime();
    try (Arrivals arrivals = Arrivals.begin(customer, plan(10_000), 100)) {
      await().until(() -> arrivals.timelines().size() >= 50);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(450));
      arrivals.enter(Stage.SIGTERM);
      await().until(() -> of(arrivals, Stage.SIGTERM) >= 10);
      arrivals.enter(Stage.UNDISTURBED);
      arrivals.awaitAnswered(Stage.SIGTERM, WAIT_MAX);
      long during = of(arrivals, Stage.SIGTERM);
      arrivals.end(WAIT_MAX);
      assertThat(of(arrivals, Stage.SIGTERM)).isEqualTo(during);
      assertThat(of(arrivals, Stage.UNDISTURBED)).isGreaterThanOrEqualTo(50);
      assertThat(holdfast.asked()).hasSameSizeAs(arrivals.timelines());
    }
  }

  @Test
  void aPlanThatEndsBeforeTheRestartsDoIsTold() {
    try (Arrivals arrivals = Arrivals.begin(customer, plan(3), 100)) {
      await()
          .untilAsserted(() ->
              assertThatThrownBy(arrivals::requireRunning)
                  .isInstanceOf(LoadTestException.class)
                  .hasMessageContaining("-Dduration"));
    }
  }

  private static long of(Arrivals arrivals, Stage stage) {
    return arrivals.timelines().stream().filter(s -> s.stage() == stage).count();
  }

  private static List<PlannedOrder> plan(int orders) {
    return IntStream.range(0, orders)
        .mapToObj(i -> new PlannedOrder("k" + i, List.of(new Line("p", 1)), false))
        .toList();
  }
}
