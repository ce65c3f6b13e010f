package dev.holdfast.lifecycle;

import dev.holdfast.stock.Product;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import dev.holdfast.store.Attempt;
import dev.holdfast.store.ReserveResult;
import dev.holdfast.strategy.StrategyBindings;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Repeats an attempt while another attempt is under way, for a bounded time, and with a binding
 * that is read again, a bounded number of times. Safe for use by many threads.
 */
final class BoundedRetry {
  private final StrategyBindings bindings;
  private final PlacingSettings settings;

  BoundedRetry(StrategyBindings bindings, PlacingSettings settings) {
    this.bindings = bindings;
    this.settings = settings;
  }

  /** What follows an attempt. */
  enum Next {
    /** Its result is the answer. */
    ANSWER,
    /** Another attempt is under way: look again after a pause. */
    WAIT,
    /** A binding may be out of date: forget it and start again. */
    REBIND
  }

  /**
   * The result of the last attempt.
   *
   * @param skus whose bindings a {@link Next#REBIND} forgets
   */
  <R> R run(Collection<Sku> skus, Supplier<R> attempt, Function<R, Next> next) {
    return runJudged(skus, attempt, (result, before) -> next.apply(result)).result();
  }

  /**
   * The last result, and what would have followed it within other bounds.
   *
   * @param next of {@code result}
   */
  private record Last<R>(R result, Next next) {}

  /** As {@link #run}, for a judge that knows what was remembered when the attempt began. */
  private <R> Last<R> runJudged(
      Collection<Sku> skus, Supplier<R> attempt, BiFunction<R, Map<Sku, Product>, Next> judge) {
    long waitUntil = System.nanoTime() + settings.inProgressWait().toNanos();
    int rebound = 0;
    while (true) {
      Map<Sku, Product> before = bindings.remembered(skus);
      R result = attempt.get();
      Next next = judge.apply(result, before);
      boolean again =
          switch (next) {
            case ANSWER -> false;
            case WAIT -> System.nanoTime() < waitUntil && pause();
            case REBIND -> {
              bindings.forget(skus);
              yield ++rebound <= settings.staleRetriesMax();
            }
          };
      if (!again) {
        return new Last<>(result, next);
      }
    }
  }

  private boolean pause() {
    LockSupport.parkNanos(settings.inProgressPoll().toNanos());
    return true;
  }

  /**
   * The answer where each attempt claims anew.
   *
   * @param skus whose bindings are forgotten before another attempt
   * @param inProgress whether an answer is that another attempt is under way
   * @param refused the answer that a refusal of stock is
   */
  <R> R answer(
      Collection<Sku> skus,
      Supplier<Attempt<R>> attempt,
      Predicate<R> inProgress,
      Function<Refusal, R> refused) {
    Last<Attempt<R>> last =
        runJudged(
            skus,
            attempt,
            (each, before) ->
                switch (each) {
                  case Attempt.Answered<R>(var answer) ->
                      inProgress.test(answer) ? Next.WAIT : Next.ANSWER;
                  case Attempt.NotReserved<R>(var reason) -> after(reason, before);
                  case Attempt.Moved<R>() -> Next.REBIND;
                });
    return switch (last.result()) {
      case Attempt.Answered<R>(var answer) -> answer;
      case Attempt.NotReserved<R>(var reason) -> refused.apply(answer(reason, last.next()));
      case Attempt.Moved<R>() -> refused.apply(new Refusal.Contended());
    };
  }

  /**
   * What a claim that exists already could take of its lines. An end of its reservation stays.
   *
   * @return empty when it has them all, else the answer
   */
  Optional<Refusal> take(Collection<Sku> skus, Supplier<ReserveResult> attempt) {
    Last<ReserveResult> last =
        runJudged(
            skus,
            attempt,
            (each, before) ->
                each instanceof ReserveResult.NotReserved reason
                        && !(each instanceof ReserveResult.Resolved)
                    ? after(reason, before)
                    : Next.ANSWER);
    return last.result() instanceof ReserveResult.NotReserved reason
        ? Optional.of(answer(reason, last.next()))
        : Optional.empty();
  }

  /**
   * The answer to a refusal that stays. A counter that is not found although its product is there
   * has moved at every attempt: the SKU is known all the same.
   */
  private static Refusal answer(ReserveResult.NotReserved reason, Next next) {
    return next == Next.REBIND ? new Refusal.Contended() : reason.answer();
  }

  /**
   * A reservation that has ended is of an older attempt, so it is stale. A counter that is not
   * found although its product is there may be of an epoch that has ended. What is contended may be
   * a lock, or a queue, that no take needs since the strategy changed.
   */
  private Next after(ReserveResult.NotReserved reason, Map<Sku, Product> before) {
    boolean again =
        switch (reason) {
          case ReserveResult.Stale s -> true;
          case ReserveResult.Resolved r -> true;
          case ReserveResult.Refused(Refusal.UnknownSku(var skus), var untouched) ->
              bindings.find(skus).keySet().containsAll(skus);
          case ReserveResult.Refused(Refusal.Contended c, var untouched) -> bindings.moved(before);
          case ReserveResult.Refused r -> false;
        };
    return again ? Next.REBIND : Next.ANSWER;
  }
}
