package dev.holdfast.race;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.race.Lane.Outcome;
import dev.holdfast.race.Verdicts.Evidence;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the last two orders of a lane show. */
class LastOrdersTest {
  private record Sent(int quantity, String key) {}

  private final List<Sent> sent = new ArrayList<>();

  /** Sends the last orders to a service that answers them in this way, one after another. */
  private Evidence last(long unitsLeft, Outcome... answers) throws InterruptedException {
    Deque<Outcome> next = new ArrayDeque<>(List.of(answers));
    var orders =
        new LastOrders(
            (quantity, key) -> {
              sent.add(new Sent(quantity, key));
              return next.remove();
            },
            () -> {});
    Evidence seen = orders.of(unitsLeft);
    assertThat(next).isEmpty();
    return seen;
  }

  @Test
  void theRestIsAcceptedAndOneMoreRefused() throws Exception {
    assertThat(last(3, Outcome.ACCEPTED, Outcome.REFUSED))
        .isEqualTo(new Evidence(0, true, true, false));
    assertThat(sent).extracting(Sent::quantity).containsExactly(3, 1);
  }

  @Test
  void aReceiptForOneMoreIsAUnitSoldTwiceAndTheLastOrder() throws Exception {
    assertThat(last(3, Outcome.ACCEPTED, Outcome.ACCEPTED))
        .isEqualTo(new Evidence(1, true, false, false));
    assertThat(last(0, Outcome.ACCEPTED)).isEqualTo(new Evidence(1, true, false, false));
  }

  @Test
  void aReceiptForOneOfTheUnitsThatCouldNotBeOrderedTogetherIsNotSoldTwice() throws Exception {
    assertThat(last(3, Outcome.REFUSED, Outcome.REFUSED, Outcome.REFUSED, Outcome.ACCEPTED))
        .isEqualTo(new Evidence(0, false, false, false));
  }

  @Test
  void allTriesOfAnOrderHaveOneKeyAndEachOrderItsOwn() throws Exception {
    var seen = last(3, Outcome.REFUSED, Outcome.ACCEPTED, Outcome.CONTENDED, Outcome.REFUSED);

    assertThat(seen).isEqualTo(new Evidence(0, true, true, false));
    assertThat(sent.get(0)).isEqualTo(sent.get(1));
    assertThat(sent.get(2)).isEqualTo(sent.get(3));
    assertThat(sent.get(0).key()).isNotEqualTo(sent.get(2).key());
  }

  @Test
  void anUnknownOutcomeIsNotForgottenUntilTheOrderHasAReceipt() throws Exception {
    assertThat(last(3, Outcome.UNKNOWN, Outcome.REFUSED, Outcome.REFUSED, Outcome.REFUSED))
        .isEqualTo(new Evidence(0, false, true, true));
    assertThat(last(3, Outcome.UNKNOWN, Outcome.ACCEPTED, Outcome.REFUSED))
        .isEqualTo(new Evidence(0, true, true, false));
    assertThat(last(0, Outcome.UNKNOWN, Outcome.UNKNOWN, Outcome.UNKNOWN))
        .isEqualTo(new Evidence(0, true, false, true));
  }

  @Test
  void whatIsOversoldAlreadyNeedsNoLastOrder() throws Exception {
    assertThat(last(-2)).isEqualTo(new Evidence(2, true, true, false));
  }
}
