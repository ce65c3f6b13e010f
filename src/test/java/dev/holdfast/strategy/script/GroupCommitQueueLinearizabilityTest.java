package dev.holdfast.strategy.script;

import dev.holdfast.strategy.script.GroupCommitQueue.Answers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * Units are taken from a counter that nothing protects but that one call is under way at a time.
 * Whoever waits lends its thread to the store, so that answers come on other threads than calls.
 */
@Param(name = "units", gen = IntGen.class, conf = "1:3")
public class GroupCommitQueueLinearizabilityTest {
  private final ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();
  private final GroupCommitQueue<String, Integer, Integer> queue =
      new GroupCommitQueue<>(
          2,
          100,
          Duration.ofSeconds(1),
          (key, questions, answers) -> calls.add(new Call(questions, answers)),
          Runnable::run);
  private int left = 7;

  private record Call(List<Integer> questions, Answers<Integer> answers) {}

  /** What is left after this many were taken, or less than nothing when there are not so many. */
  @Operation
  public int take(@Param(name = "units") int units) {
    var waiting = queue.enter("product", units);
    while (!waiting.hasEnded()) {
      serve();
    }
    return waiting.answer();
  }

  private void serve() {
    Call call = calls.poll();
    if (call == null) {
      return;
    }
    var answers = new ArrayList<Integer>();
    for (int units : call.questions()) {
      int enough = left - units;
      if (enough >= 0) {
        left = enough;
      }
      answers.add(enough);
    }
    call.answers().come(answers, null);
  }

  @Test
  void ordersThatGoTogetherAreAnsweredAsOneAfterTheOther() {
    new ModelCheckingOptions()
        .iterations(5)
        .invocationsPerIteration(100)
        .threads(2)
        .actorsPerThread(2)
        .actorsBefore(0)
        .actorsAfter(1)
        .check(getClass());
  }
}
