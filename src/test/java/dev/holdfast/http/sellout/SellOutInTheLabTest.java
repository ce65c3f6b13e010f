package dev.holdfast.http.sellout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.http.RedisOnly;
import dev.holdfast.http.RunningService;
import dev.holdfast.http.Shop;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/**
 * The same sale while every strategy is held between its check and its take: what is guarded sells
 * exactly what there is all the same. What is not is held for longer in {@link
 * SellOutUnguardedTest}.
 */
@TestPropertySource(properties = "holdfast.lab.race-window=20ms")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DirtiesContext
@RedisOnly("SellingTest and the contract have it of each strategy on PostgreSQL.")
class SellOutInTheLabTest extends RunningService {
  private static final int CLIENTS = 400;
  private static final int UNITS = 60;

  Stream<String> strategies() {
    var strategies = new Shop(port).get("/api/v1/strategies").expect(200).json();
    return StreamSupport.stream(strategies.spliterator(), false)
        .filter(strategy -> !strategy.path("scope").asString().equals("NONE"))
        .map(strategy -> strategy.path("name").asString());
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void whatIsGuardedSellsExactlyWhatThereIs(String strategy) throws Exception {
    String sku = shop.product(strategy, UNITS);

    var answers = new SellOut(shop, sku, CLIENTS).run();

    var audit = shop.audit(sku, false);
    assertThat(SellOut.accepted(answers)).hasSize(UNITS);
    assertThat(audit.path("reserved").asLong()).isEqualTo(UNITS);
    assertThat(audit.path("conserved").asBoolean()).as("%s", audit).isTrue();
  }
}
