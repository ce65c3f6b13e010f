package dev.holdfast.race;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.order.PlaceResult;
import dev.holdfast.race.SmallestRaceView.Action;
import dev.holdfast.race.SmallestRaceView.StepView;
import dev.holdfast.stock.Refusal;
import dev.holdfast.strategy.StrategyType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the smallest race says of its steps: only what happened. */
class SmallestRaceTest {
  private static StepView step(String customer, Action action, Long value) {
    return new StepView(1, customer, action, value, "", 0);
  }

  private static final List<StepView> MET =
      List.of(
          step("A", Action.READ, 1L),
          step("B", Action.READ, 1L),
          step("A", Action.TAKE, 0L),
          step("B", Action.TAKE, -1L));

  @Test
  void twoReceiptsAreExplainedByTwoReadsWhereBothHappened() {
    assertThat(SmallestRace.sentence(StrategyType.UNGUARDED, MET, 2))
        .isEqualTo("The unit was sold twice: both read 1 before either of them took.");
    assertThat(
            SmallestRace.sentence(
                StrategyType.UNGUARDED, List.of(MET.get(0), MET.get(2), MET.get(1)), 2))
        .isEqualTo("The unit was sold twice.");
  }

  @Test
  void withoutAReceiptNothingWasSold() {
    assertThat(SmallestRace.sentence(StrategyType.REDIS_SCRIPT, List.of(), 0))
        .isEqualTo("The unit was not sold: neither customer has a receipt.");
  }

  @Test
  void oneReceiptOfAStrategyWithoutProtectionIsLuck() {
    assertThat(SmallestRace.sentence(StrategyType.UNGUARDED, List.of(), 1))
        .contains("nothing prevents a second sale");
    assertThat(SmallestRace.sentence(StrategyType.REDIS_SCRIPT, List.of(), 1))
        .isEqualTo(
            "The unit was sold once: check and take are one step of the store, so no order comes"
                + " in between.");
  }

  @Test
  void onlyARefusalForWantOfUnitsHasReadThatThereAreNone() {
    assertThat(SmallestRace.isSoldOut(new PlaceResult.Refused(new Refusal.Contended()))).isFalse();
    assertThat(
            SmallestRace.isSoldOut(
                new PlaceResult.Refused(new Refusal.InsufficientStock(List.of()))))
        .isTrue();
  }
}
