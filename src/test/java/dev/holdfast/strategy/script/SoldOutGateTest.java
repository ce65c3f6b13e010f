package dev.holdfast.strategy.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.order.Woken;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the gate refuses, for how long, and for whom. */
class SoldOutGateTest {
  private static final int OTHER_IN_THE_SLOT = SoldOutGate.SLOTS;

  private final SoldOutGate<Integer> gate = new SoldOutGate<>(Duration.ofNanos(100));

  @Test
  void itRefusesMoreThanThereWasUntilItsTimeIsOver() {
    gate.shut(0, 2, 1_000);
    assertThat(gate.shutFor(0, 3, 1_099)).hasValue(2);
    assertThat(gate.shutFor(0, 2, 1_099)).isEmpty();
    assertThat(gate.shutFor(0, 3, 1_100)).isEmpty();
  }

  @Test
  void ofTwoProductsInASlotTheLaterIsRememberedAndTheOtherIsOpen() {
    gate.shut(0, 0, 1_000);
    assertThat(gate.shutFor(OTHER_IN_THE_SLOT, 1, 1_010)).isEmpty();
    gate.shut(OTHER_IN_THE_SLOT, 0, 1_020);
    assertThat(gate.shutFor(OTHER_IN_THE_SLOT, 1, 1_030)).hasValue(0);
    assertThat(gate.shutFor(0, 1, 1_030)).isEmpty();
  }

  @Test
  void whatWasSeenEarlierDoesNotReplaceWhatWasSeenLater() {
    gate.shut(0, 5, 1_000);
    gate.shut(0, 0, 990);
    assertThat(gate.shutFor(0, 6, 1_050)).hasValue(5);
    assertThat(gate.shutFor(0, 5, 1_050)).isEmpty();
  }

  @Test
  void itIsOpenForAnOrderThatWasWoken() {
    gate.shut(0, 0, 1_000);
    assertThat(Woken.place(() -> gate.shutFor(0, 1, 1_001))).isEmpty();
    assertThat(gate.shutFor(0, 1, 1_001)).hasValue(0);
  }

  @Test
  void withoutATimeItIsNeverShut() {
    var never = new SoldOutGate<Integer>(Duration.ZERO);
    never.shut(0, 0, 1_000);
    assertThat(never.shutFor(0, 1, 1_000)).isEmpty();
  }
}
