package dev.holdfast.strategy.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.runtime.Deadline;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What goes together, what waits, what is refused, and what becomes of it when a call fails. */
class GroupCommitQueueTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Calls as they are sent; the test answers them. */
  private record Sent(
      String key, List<Integer> questions, GroupCommitQueue.Answers<String> answers) {
    void answer() {
      answers.come(questions.stream().map(question -> "answer " + question).toList(), null);
    }
  }

  private final BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();

  private GroupCommitQueue<String, Integer, String> queue(int batchMax, int queueMax) {
    return queue(batchMax, queueMax, PATIENCE);
  }

  private GroupCommitQueue<String, Integer, String> queue(
      int batchMax, int queueMax, Duration waitMax) {
    return new GroupCommitQueue<>(
        batchMax,
        queueMax,
        waitMax,
        (key, questions, answers) -> sent.add(new Sent(key, questions, answers)),
        Runnable::run);
  }

  private Sent next() throws InterruptedException {
    Sent call = sent.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(call).as("a call").isNotNull();
    return call;
  }

  /** Asks one after the other, so that their order is known. */
  private static List<CompletableFuture<Optional<String>>> askAll(
      GroupCommitQueue<String, Integer, String> queue, String key, int from, int to) {
    var asked = new ArrayList<CompletableFuture<Optional<String>>>();
    for (int i = from; i <= to; i++) {
      int question = i;
      int before = queue.waiting();
      asked.add(ask(queue, key, question));
      await().atMost(PATIENCE).until(() -> queue.waiting() > before);
    }
    return asked;
  }

  private static CompletableFuture<Optional<String>> ask(
      GroupCommitQueue<String, Integer, String> queue, String key, int question) {
    return CompletableFuture.supplyAsync(
        () -> queue.ask(key, question), task -> Thread.ofVirtual().start(task));
  }

  private static CompletableFuture<Optional<String>> askWithin(
      GroupCommitQueue<String, Integer, String> queue, String key, int question, Duration time) {
    return CompletableFuture.supplyAsync(
        () -> Deadline.apart(time, () -> queue.ask(key, question)),
        task -> Thread.ofVirtual().start(task));
  }

  @Test
  void whoFindsNoCallUnderWayIsSentAtOnceAndTheOthersGoTogetherWithTheNext() throws Exception {
    var queue = queue(10, 10);
    var first = ask(queue, "a", 1);
    Sent alone = next();
    assertThat(alone.questions()).containsExactly(1);
    var others = askAll(queue, "a", 2, 4);
    assertThat(sent).as("one call at a time").isEmpty();
    alone.answer();
    Sent together = next();
    assertThat(together.questions()).containsExactly(2, 3, 4);
    assertThat(first.get()).contains("answer 1");
    together.answer();
    for (int i = 0; i < 3; i++) {
      assertThat(others.get(i).get()).as("each its own").contains("answer " + (i + 2));
    }
    assertThat(queue.waiting()).isZero();
    var later = ask(queue, "a", 5);
    next().answer();
    assertThat(later.get()).contains("answer 5");
  }

  @Test
  void aCallTakesNoMoreThanItsMost() throws Exception {
    var queue = queue(2, 10);
    ask(queue, "a", 1);
    Sent first = next();
    askAll(queue, "a", 2, 6);
    first.answer();
    for (var expected : List.of(List.of(2, 3), List.of(4, 5), List.of(6))) {
      Sent call = next();
      assertThat(call.questions()).isEqualTo(expected);
      call.answer();
    }
  }

  @Test
  void keysDoNotWaitForEachOther() throws Exception {
    var queue = queue(10, 10);
    ask(queue, "hot", 1);
    Sent stuck = next();
    askAll(queue, "hot", 2, 4);
    var other = ask(queue, "cold", 9);
    Sent call = next();
    assertThat(call.key()).isEqualTo("cold");
    call.answer();
    assertThat(other.get()).contains("answer 9");
    stuck.answer();
    next().answer();
  }

  @Test
  void whenTheQueueIsFullNothingMoreIsTakenIn() throws Exception {
    var queue = queue(10, 3);
    ask(queue, "a", 1);
    Sent first = next();
    askAll(queue, "a", 2, 4);
    assertThat(queue.ask("a", 5)).isEmpty();
    first.answer();
    Sent second = next();
    assertThat(second.questions()).containsExactly(2, 3, 4);
    var again = askAll(queue, "a", 6, 6);
    second.answer();
    next().answer();
    assertThat(again.get(0).get()).contains("answer 6");
  }

  @Test
  void aCallThatFailsFailsItsOwnAndNobodyElse() throws Exception {
    var queue = queue(2, 10);
    var first = ask(queue, "a", 1);
    Sent call = next();
    var others = askAll(queue, "a", 2, 7);
    call.answers().come(null, new OutcomeUnknownException("cut", null));
    assertThatThrownBy(first::join).hasCauseInstanceOf(OutcomeUnknownException.class);
    next().answers().come(null, new StoreUnavailableException("not connected", null));
    next().answer();
    next().answers().come(List.of("answer 6"), null);
    for (int i : List.of(0, 1)) {
      assertThatThrownBy(others.get(i)::join).hasCauseInstanceOf(StoreUnavailableException.class);
    }
    for (int i : List.of(2, 3, 4)) {
      assertThat(others.get(i).get()).contains("answer " + (i + 2));
    }
    assertThatThrownBy(others.get(5)::join)
        .as("a reply that lacks its answer")
        .hasCauseInstanceOf(OutcomeUnknownException.class);
  }

  @Test
  void whoGivesUpBeforeItWasSentIsNotSentAndWhoWasSentDoesNotKnow() throws Exception {
    var queue = queue(10, 10);
    var first = askWithin(queue, "a", 1, Duration.ofMillis(300));
    Sent call = next();
    var impatient = askWithin(queue, "a", 2, Duration.ofMillis(50));
    var patient = ask(queue, "a", 3);
    assertThatThrownBy(impatient::join).hasCauseInstanceOf(StoreUnavailableException.class);
    await().until(() -> queue.waiting() == 1);
    assertThatThrownBy(first::join).hasCauseInstanceOf(OutcomeUnknownException.class);
    call.answer();
    Sent second = next();
    assertThat(second.questions()).containsExactly(3);
    second.answer();
    assertThat(patient.get()).contains("answer 3");
  }

  @Test
  void nobodyIsAskedWhenNoTimeIsLeft() {
    var queue = queue(10, 10);
    assertThatThrownBy(() -> Deadline.apart(Duration.ZERO, () -> queue.ask("a", 1)))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(sent).isEmpty();
  }

  @Test
  void whenNoAnswerEverComesEverybodyIsToldInTimeAndNobodyIsLeftWaiting() {
    // All have asked long before the first of them gives up.
    var queue = queue(4, 10, Duration.ofSeconds(2));
    var asked = IntStream.range(0, 30).mapToObj(i -> ask(queue, "a", i)).toList();
    int full = 0;
    int unknown = 0;
    int unsent = 0;
    for (var one : asked) {
      try {
        assertThat(one.join()).isEmpty();
        full++;
      } catch (java.util.concurrent.CompletionException e) {
        if (e.getCause() instanceof OutcomeUnknownException) {
          unknown++;
        } else if (e.getCause() instanceof StoreUnavailableException) {
          unsent++;
        }
      }
    }
    assertThat(List.of(unknown, unsent, full)).containsExactly(1, 10, 19);
    assertThat(queue.waiting()).isZero();
    // The answer comes at last: nobody is sent after it, and the key is as new.
    sent.remove().answer();
    assertThat(sent).isEmpty();
    var later = ask(queue, "a", 99);
    await().until(() -> !sent.isEmpty());
    sent.remove().answer();
    assertThat(later.join()).contains("answer 99");
  }

  @Test
  void aSenderThatThrowsOrAnswersAtOnceIsAsGoodAsAnother() {
    var calls = new AtomicInteger();
    var queue =
        new GroupCommitQueue<String, Integer, String>(
            1,
            10_000,
            PATIENCE,
            (key, questions, answers) -> {
              int call = calls.incrementAndGet();
              if (call == 6) {
                throw new StackOverflowError("planned");
              }
              if (call % 3 == 0) {
                throw new IllegalStateException("planned");
              }
              answers.come(List.of("answer " + questions.get(0)), null);
            },
            Runnable::run);
    int answered = 0;
    for (int i = 0; i < 300; i++) {
      try {
        assertThat(queue.ask("a", i)).contains("answer " + i);
        answered++;
      } catch (OutcomeUnknownException e) {
        assertThat(e).hasMessageContaining("planned");
      }
    }
    assertThat(answered).isEqualTo(200);
  }

  @Test
  void whoAsksBeforeTheNextCallIsMadeGoesWithIt() throws Exception {
    var later = new ArrayList<Runnable>();
    var queue =
        new GroupCommitQueue<String, Integer, String>(
            8,
            100,
            PATIENCE,
            (key, questions, answers) -> sent.add(new Sent(key, questions, answers)),
            later::add);
    var first = ask(queue, "a", 1);
    Sent call = next();
    var second = askAll(queue, "a", 2, 2);
    call.answer();
    assertThat(first.get()).contains("answer 1");
    var third = askAll(queue, "a", 3, 3);
    assertThat(sent).isEmpty();
    later.remove(0).run();
    Sent both = next();
    assertThat(both.questions()).containsExactly(2, 3);
    both.answer();
    assertThat(second.get(0).get()).contains("answer 2");
    assertThat(third.get(0).get()).contains("answer 3");
    assertThat(later).isEmpty();
  }

  @Test
  void whereNobodyMakesTheNextCallWhoeverAnswersDoes() throws Exception {
    var queue =
        new GroupCommitQueue<String, Integer, String>(
            8,
            100,
            PATIENCE,
            (key, questions, answers) -> sent.add(new Sent(key, questions, answers)),
            task -> {
              throw new RejectedExecutionException("planned");
            });
    ask(queue, "a", 1);
    Sent call = next();
    var second = askAll(queue, "a", 2, 2);
    call.answer();
    next().answer();
    assertThat(second.get(0).get()).contains("answer 2");
  }

  /** A real crowd, and answers from a thread of their own: nothing is lost, doubled or mixed up. */
  @Test
  void aCrowdUnderSeveralKeysGetsEachItsOwnAnswer() throws Exception {
    var underWay = new ConcurrentHashMap<String, Boolean>();
    var doubled = new AtomicInteger();
    var queue =
        new GroupCommitQueue<String, Integer, String>(
            8,
            1_000,
            PATIENCE,
            (key, questions, answers) -> {
              if (underWay.put(key, true) != null) {
                doubled.incrementAndGet();
              }
              Thread.ofVirtual()
                  .start(() -> {
                    underWay.remove(key);
                    answers.come(questions.stream().map(q -> key + q).toList(), null);
                  });
            },
            Thread::startVirtualThread);
    var threads = new ArrayList<CompletableFuture<Integer>>();
    for (int t = 0; t < 40; t++) {
      String key = "key" + t % 3;
      int base = t * 1_000;
      threads.add(
          CompletableFuture.supplyAsync(
              () -> {
                int right = 0;
                for (int i = 0; i < 200; i++) {
                  right += queue.ask(key, base + i).orElseThrow().equals(key + (base + i)) ? 1 : 0;
                }
                return right;
              },
              task -> Thread.ofVirtual().start(task)));
    }
    for (var thread : threads) {
      assertThat(thread.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(200);
    }
    assertThat(doubled).hasValue(0);
    assertThat(queue.waiting()).isZero();
  }
}
