package dev.holdfast.strategy.lock.jvm;

import dev.holdfast.locks.LockBook;
import dev.holdfast.locks.LockNotes;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.lock.SkuLocks;
import dev.holdfast.testing.TestLocks;
import java.time.Duration;
import java.util.List;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** Two counters that nothing protects but their SKUs' locks, taken from alone and together. */
public class JvmMutexesLinearizabilityTest {
  /** In different stripes of two. */
  private static final Sku A = new Sku("a");

  private static final Sku B = new Sku("b");
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);

  private final SkuLocks locks = JvmMutexes.of(2, TestLocks.ordered());
  private int ofA;
  private int ofB;

  @Operation
  public int takeA() {
    try (var held = locks.acquire(List.of(A), LONG_ENOUGH).orElseThrow()) {
      return ++ofA;
    }
  }

  @Operation
  public int takeB() {
    try (var held = locks.acquire(List.of(B), LONG_ENOUGH).orElseThrow()) {
      return ++ofB;
    }
  }

  @Operation
  public String takeBoth() {
    return takeBoth(List.of(A, B));
  }

  /** The order of the stripes is the locks' business, whoever asks. */
  @Operation
  public String takeBothTheOtherWayRound() {
    return takeBoth(List.of(B, A));
  }

  private String takeBoth(List<Sku> skus) {
    try (var held = locks.acquire(skus, LONG_ENOUGH).orElseThrow()) {
      ofA++;
      ofB++;
      return ofA + " " + ofB;
    }
  }

  @Test
  void whatIsTakenUnderLocksIsTakenOneAfterTheOther() {
    new ModelCheckingOptions()
        .iterations(5)
        .invocationsPerIteration(100)
        .threads(2)
        .actorsPerThread(2)
        .actorsBefore(0)
        .actorsAfter(1)
        // What is noted of locks decides nothing.
        .addGuarantee(
            ManagedStrategyGuaranteeKt.forClasses(
                    LockBook.class.getName(), LockNotes.class.getName())
                .allMethods()
                .ignore())
        .check(getClass());
  }
}
