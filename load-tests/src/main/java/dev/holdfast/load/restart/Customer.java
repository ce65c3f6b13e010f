package dev.holdfast.load.restart;

import dev.holdfast.load.check.Cancellation;
import dev.holdfast.load.check.Outcome;
import dev.holdfast.load.check.Receipt;
import dev.holdfast.load.endpoints.HoldfastClient;
import dev.holdfast.load.scenarios.PlannedOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * A customer that repeats its request under the same key while no answer accepts or refuses it, as
 * often as its policy allows. With {@code newKeys} it repeats under another key, which is wrong.
 */
final class Customer {
  private final HoldfastClient client;
  private final RetryPolicy retryPolicy;
  private final boolean newKeys;

  Customer(HoldfastClient client, RetryPolicy retryPolicy, boolean newKeys) {
    this.client = client;
    this.retryPolicy = retryPolicy;
    this.newKeys = newKeys;
  }

  /** Places an order, and cancels it when that is planned. */
  OrderTimeline serve(PlannedOrder order, Stage stage) {
    List<Receipt> attempts = place(order);
    boolean toCancel = order.cancelled();
    List<Cancellation> cancellations =
        toCancel && attempts.getLast().outcome() instanceof Outcome.Accepted accepted
            ? cancel(accepted.orderId())
            : List.of();
    return new OrderTimeline(order.key(), stage, attempts, cancellations);
  }

  private List<Receipt> place(PlannedOrder order) {
    List<Receipt> attempts = new ArrayList<>();
    do {
      pauseAfter(attempts.size());
      String key =
          newKeys && !attempts.isEmpty() ? order.key() + ".again" + attempts.size() : order.key();
      long start = System.nanoTime();
      Outcome outcome = Answers.behindBalancer(client.order(key, order.lines()));
      attempts.add(new Receipt(key, 0, order.lines(), start, System.nanoTime(), outcome));
    } while (Answers.asksToComeAgain(attempts.getLast().outcome())
        && attempts.size() < retryPolicy.attemptsMax());
    return attempts;
  }

  private List<Cancellation> cancel(String orderId) {
    List<Cancellation> attempts = new ArrayList<>();
    do {
      pauseAfter(attempts.size());
      long start = System.nanoTime();
      Cancellation.Result result = client.cancel(orderId);
      attempts.add(new Cancellation(orderId, start, System.nanoTime(), result, result.toString()));
    } while (attempts.getLast().result() == Cancellation.Result.UNKNOWN
        && attempts.size() < retryPolicy.attemptsMax());
    return attempts;
  }

  private void pauseAfter(int attempts) {
    if (attempts > 0) {
      LockSupport.parkNanos(
          retryPolicy.pauseAfter(attempts, ThreadLocalRandom.current()).toNanos());
    }
  }
}
