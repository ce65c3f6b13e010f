package dev.holdfast.load.switching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.load.check.Audit;
import dev.holdfast.load.config.ParseResult;
import dev.holdfast.load.config.Store;
import dev.holdfast.load.config.SwitchingOptions;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is counted as wrong after strategies changed under load, and what was changed. */
class SwitchingJudgeTest {
  private static final Audit SOUND = new Audit("s", 10, 4, 5, 1, 0, 0, true);

  private final Ledger ledger = new Ledger();

  @BeforeEach
  void sell() {
    ledger.reserved(3);
    ledger.reserved(2);
    ledger.sold(1);
    ledger.attempted(new Attempt(0, 1, "placed"));
  }

  private List<String> wrong(Audit audit, Map<String, Long> findings) {
    return SwitchingJudge.wrong(ledger, 10, audit, findings);
  }

  @Test
  void unitsAreWhereCustomersKnowThem() {
    assertThat(wrong(SOUND, Map.of())).isEmpty();
    assertThat(wrong(new Audit("s", 10, 5, 4, 1, 0, 0, true), Map.of())).hasSize(2);
    assertThat(wrong(new Audit("s", 10, 3, 5, 1, 0, 1, false), Map.of())).hasSize(1);
    assertThat(wrong(new Audit("s", 10, 4, 5, 0, 0, 1, false), Map.of())).hasSize(1);
    assertThat(wrong(SOUND, Map.of("counters-disagree", 1L))).hasSize(1);
  }

  @Test
  void anOrderThatWasRefusedIsWrong_andSoIsALoadWithoutOrders() {
    ledger.failed("an order was answered SoldOut");
    assertThat(wrong(SOUND, Map.of())).containsExactly("an order was answered SoldOut");
    Ledger none = new Ledger();
    assertThat(SwitchingJudge.wrong(none, 10, new Audit("s", 10, 10, 0, 0, 0, 0, true), Map.of()))
        .containsExactly("no order was placed");
  }

  @Test
  void eachStrategyIsFollowedByEachOtherOne() {
    List<String> walk = Walk.through(List.of("a", "b", "c", "d"), 2);
    var pairs = new HashSet<String>();
    String last = "a";
    for (String next : walk) {
      assertThat(next).isNotEqualTo(last);
      pairs.add(last + next);
      last = next;
    }
    assertThat(pairs).hasSize(12);
  }

  @Test
  void anAttemptIsDuringAChangeWhereTheyOverlap() {
    Attempt change = new Attempt(10, 20, "x");
    assertThat(new Attempt(5, 10, "placed").overlaps(change)).isTrue();
    assertThat(new Attempt(12, 13, "placed").overlaps(change)).isTrue();
    assertThat(new Attempt(1, 40, "placed").overlaps(change)).isTrue();
    assertThat(new Attempt(1, 9, "placed").overlaps(change)).isFalse();
    assertThat(new Attempt(21, 30, "placed").overlaps(change)).isFalse();
  }

  @Test
  void optionsNameStrategiesOfTheirStore() {
    assertThat(parsed().strategies()).contains("redis-decrby").hasSize(5);
    SwitchingOptions options = parsed("--store=postgres", "--short");
    assertThat(options.store()).isEqualTo(Store.POSTGRES);
    assertThat(options.rounds()).isOne();
    assertThat(options.strategies()).contains("postgres-skip-locked");
    assertThat(SwitchingOptions.parse(List.of("-Dstrategies=a"), 1, Path.of("out")))
        .isInstanceOf(ParseResult.Refused.class);
  }

  private static SwitchingOptions parsed(String... words) {
    return ((ParseResult.Parsed<SwitchingOptions>)
            SwitchingOptions.parse(List.of(words), 1, Path.of("out")))
        .options();
  }
}
