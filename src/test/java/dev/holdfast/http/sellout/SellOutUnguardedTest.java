package dev.holdfast.http.sellout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.http.RedisOnly;
import dev.holdfast.http.RunningService;
import org.junit.jupiter.api.Test;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/**
 * The negative control of the sale. The window is long enough that orders meet in it on the slowest
 * machine too: how many there are per second does not decide whether it oversells, only by how
 * much.
 */
@TestPropertySource(properties = "holdfast.lab.race-window=1s")
@DirtiesContext
@RedisOnly("SellingTest has it of postgres-unguarded.")
class SellOutUnguardedTest extends RunningService {
  private static final int CLIENTS = 400;
  private static final int UNITS = 60;

  @Test
  void whatIsNotGuardedSellsMoreThanThereIs() throws Exception {
    String sku = shop.product("unguarded", UNITS);

    var answers = new SellOut(shop, sku, CLIENTS).run();

    int sold = SellOut.accepted(answers).size();
    var audit = shop.audit(sku, false);
    assertThat(sold).isGreaterThan(UNITS);
    assertThat(audit.path("reserved").asLong()).isEqualTo(sold);
    assertThat(audit.path("oversold").asLong()).isEqualTo(sold - UNITS);
    assertThat(audit.path("available").asLong()).isNegative();
    assertThat(audit.path("conserved").asBoolean()).isFalse();
  }
}
