package dev.holdfast.strategy.script;

import java.time.Duration;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/** Two products that meet in one slot of the gate, seen at several times, in any order. */
@Param(name = "product", gen = IntGen.class, conf = "0:1")
@Param(name = "units", gen = IntGen.class, conf = "0:2")
@Param(name = "at", gen = IntGen.class, conf = "1:4")
public class SoldOutGateLinearizabilityTest {
  private static final int NOW = 5;

  private final SoldOutGate<Integer> gate = new SoldOutGate<>(Duration.ofNanos(4));

  private static int sameSlot(int product) {
    return product * SoldOutGate.SLOTS;
  }

  @Operation
  public void shut(
      @Param(name = "product") int product,
      @Param(name = "units") int available,
      @Param(name = "at") int at) {
    gate.shut(sameSlot(product), available, at);
  }

  @Operation
  public long look(@Param(name = "product") int product) {
    return gate.shutFor(sameSlot(product), 3, NOW).orElse(-1);
  }

  @Test
  void whatIsSeenAtOnceCountsAsSeenOneAfterTheOther() {
    new ModelCheckingOptions()
        .iterations(15)
        .invocationsPerIteration(150)
        .threads(2)
        .actorsPerThread(2)
        .actorsBefore(1)
        .actorsAfter(2)
        .check(getClass());
  }
}
