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

/** The promise, as clients see it. The strategies are those that the service lists. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@RedisOnly("SellingTest and the contract have it of each strategy on PostgreSQL.")
class SellOutTest extends RunningService {
  private static final int CLIENTS = 400;
  private static final int UNITS = 60;

  Stream<String> exactStrategies() {
    var strategies = new Shop(port).get("/api/v1/strategies").expect(200).json();
    return StreamSupport.stream(strategies.spliterator(), false)
        .filter(strategy -> !strategy.path("scope").asString().equals("NONE"))
        .map(strategy -> strategy.path("name").asString());
  }

  @ParameterizedTest
  @MethodSource("exactStrategies")
  void fourHundredOrdersForSixtyUnitsSellExactlySixty(String strategy) throws Exception {
    String sku = shop.product(strategy, UNITS);

    var answers = new SellOut(shop, sku, CLIENTS).run();

    assertThat(SellOut.accepted(answers)).hasSize(UNITS);
    assertThat(answers)
        .filteredOn(a -> a.code().equals("insufficient-stock"))
        .hasSize(CLIENTS - UNITS);
    var audit = shop.audit(sku, true);
    assertThat(audit.path("conserved").asBoolean()).as("%s", audit).isTrue();
    assertThat(audit.path("reserved").asLong()).isEqualTo(UNITS);
    assertThat(audit.path("available").asLong()).isZero();
    assertThat(audit.path("oversold").asLong()).isZero();
  }
}
