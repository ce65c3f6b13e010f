package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/**
 * The same sale while every strategy is held between its check and its take: what is not guarded
 * sells more than there is, every time, and what is guarded does not.
 */
@TestPropertySource(properties = "holdfast.lab.race-window=20ms")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DirtiesContext
class SellOutInTheLabTest extends RunningService {
  private static final int CLIENTS = 400;
  private static final int UNITS = 60;

  Stream<String> strategies() {
    var strategies = new Shop(port).get("/api/v1/strategies").expect(200).json();
    return StreamSupport.stream(strategies.spliterator(), false)
        .map(strategy -> strategy.path("name").asString());
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void onlyTheUnguardedStrategySellsMoreThanThereIs(String strategy) throws Exception {
    String sku = shop.product(strategy, UNITS);

    var answers = new SellOut(shop, sku, CLIENTS).run();

    int sold = SellOut.accepted(answers).size();
    var audit = shop.audit(sku, false);
    assertThat(audit.path("reserved").asLong()).isEqualTo(sold);
    assertThat(audit.path("oversold").asLong()).isEqualTo(sold - UNITS);
    if (strategy.equals("unguarded")) {
      assertThat(sold).isGreaterThan(UNITS);
      assertThat(audit.path("available").asLong()).isNegative();
      assertThat(audit.path("conserved").asBoolean()).isFalse();
    } else {
      assertThat(sold).isEqualTo(UNITS);
      assertThat(audit.path("conserved").asBoolean()).as("%s", audit).isTrue();
    }
  }
}
