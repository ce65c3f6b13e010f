package dev.holdfast.api.problem;

import dev.holdfast.stock.LimitViolation;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Shortage;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StrategyUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** The problem that each refusal of stock is answered with. */
public final class RefusalProblems {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** Memory comes back as orders are forgotten, or as an operator gives more of it. */
  private static final Duration RETRY_AFTER_FULL = Duration.ofSeconds(10);

  /** A page that is closed is noticed within a heartbeat. */
  private static final Duration RETRY_AFTER_VIEWERS = Duration.ofSeconds(10);

  /** It speaks of the request alone: an earlier one under the same key may have placed an order. */
  private static final String UNCHANGED = "This request changed nothing.";

  private RefusalProblems() {}

  /** The answer to a refusal of an order: one that may be repeated names it. */
  public static Problem problem(Refusal refusal, String orderId) {
    Problem problem = problem(refusal);
    return problem.status() == ProblemCode.CONTENDED.status().value()
        ? problem.with("orderId", orderId)
        : problem;
  }

  /** The answer to a refusal. */
  public static Problem problem(Refusal refusal) {
    return switch (refusal) {
      case Refusal.InsufficientStock(var shortages) ->
          new Problem(ProblemCode.INSUFFICIENT_STOCK, detail(shortages))
              .with("shortages", shortages.stream().map(ShortageView::of).toList());
      case Refusal.UnknownSku(var skus) ->
          new Problem(
                  ProblemCode.UNKNOWN_SKU_IN_BODY, "lines: no product has the SKU " + names(skus))
              .with("field", "lines")
              .with("skus", skus.stream().map(Sku::value).toList());
      case Refusal.NotOnSale(var skus) ->
          new Problem(ProblemCode.NOT_ON_SALE, names(skus) + ": not on sale now")
              .with("skus", skus.stream().map(Sku::value).toList());
      case Refusal.BeyondLimit(var excesses) ->
          new Problem(ProblemCode.LIMIT_EXCEEDED, beyond(excesses))
              .with("limits", excesses.stream().map(LimitView::of).toList());
      case Refusal.TooManyReservations(var skus, var retryAfter) ->
          new Problem(
                  ProblemCode.TOO_MANY_RESERVATIONS,
                  "The customer has made as many new reservations as its products allow for now: "
                      + names(skus))
              .with("skus", skus.stream().map(Sku::value).toList())
              .retryAfter(wholeSeconds(retryAfter));
      case Refusal.CustomerRequired(var skus) ->
          Problem.of(
                  ProblemCode.CUSTOMER_REQUIRED,
                  "customerId",
                  "the order must name one, since what a customer may have is limited for "
                      + names(skus))
              .with("skus", skus.stream().map(Sku::value).toList());
      case Refusal.Contended c -> contended();
      case Refusal.StoreFull f ->
          new Problem(
                  ProblemCode.STORE_FULL,
                  "This request reserved nothing: the store's last memory is kept for orders that"
                      + " exist. Try again with the same key.")
              .retryAfter(RETRY_AFTER_FULL);
    };
  }

  /** Who comes again before the time is over would be refused again. */
  private static Duration wholeSeconds(Duration time) {
    return Duration.ofSeconds(time.plusMillis(999).toSeconds());
  }

  /** A line that could not be served, as clients see it. */
  public record ShortageView(String sku, int requested, long available) {
    static ShortageView of(Shortage shortage) {
      return new ShortageView(shortage.sku().value(), shortage.requested(), shortage.available());
    }
  }

  /** A line beyond a limit, as clients see it. */
  public record LimitView(String sku, String limit, int max, int requested, long has) {
    static LimitView of(LimitViolation excess) {
      String limit =
          switch (excess.limit()) {
            case PER_ORDER -> "maxPerOrder";
            case PER_CUSTOMER -> "maxPerCustomer";
          };
      return new LimitView(
          excess.sku().value(), limit, excess.max(), excess.requested(), excess.has());
    }
  }

  private static String beyond(List<LimitViolation> excesses) {
    return excesses.stream()
        .map(LimitView::of)
        .map(v ->
            "%s: %d requested, %d had in other orders, %s is %d"
                .formatted(v.sku(), v.requested(), v.has(), v.limit(), v.max()))
        .collect(Collectors.joining("; "));
  }

  private static Problem contended() {
    return unchanged(ProblemCode.CONTENDED);
  }

  /** Too many are in progress for this request. */
  public static Problem overloaded() {
    return unchanged(ProblemCode.OVERLOADED);
  }

  /** Too many wait for events already. */
  public static Problem tooManyReaders() {
    return new Problem(
            ProblemCode.TOO_MANY_READERS,
            "There is no event yet. Try again later, or without wait.")
        .retryAfter(RETRY_AFTER);
  }

  /**
   * As many pages read a stream of this kind as may.
   *
   * @param max how many
   */
  public static Problem tooManyViewers(int max) {
    return new Problem(
            ProblemCode.TOO_MANY_VIEWERS,
            "%d pages read this instance's streams of this kind, and no more may.".formatted(max))
        .retryAfter(RETRY_AFTER_VIEWERS);
  }

  /** The store does not serve this request. */
  public static Problem storeUnavailable() {
    return unchanged(ProblemCode.STORE_UNAVAILABLE);
  }

  /**
   * This instance shuts down. When the client tries again, the load balancer has another instance,
   * or this one has a successor.
   */
  public static Problem shuttingDown() {
    return new Problem(
            ProblemCode.SHUTTING_DOWN, UNCHANGED + " Try again with the same key, elsewhere.")
        .retryAfter(RETRY_AFTER);
  }

  /** The product's strategy does not serve this request. */
  public static Problem strategyUnavailable(StrategyUnavailableException e) {
    return new Problem(
        ProblemCode.STRATEGY_UNAVAILABLE, UNCHANGED + " " + String.valueOf(e.getMessage()));
  }

  private static Problem unchanged(ProblemCode code) {
    return new Problem(code, UNCHANGED + " Try again with the same key.").retryAfter(RETRY_AFTER);
  }

  private static String detail(List<Shortage> shortages) {
    var detail = new StringBuilder();
    for (Shortage shortage : shortages) {
      detail.append(detail.isEmpty() ? "" : "; ").append(shortage.sku().value());
      detail.append(": ").append(shortage.requested()).append(" requested, ");
      detail.append(shortage.available()).append(" available");
    }
    return detail.toString();
  }

  private static String names(List<Sku> skus) {
    return skus.stream().map(Sku::value).collect(Collectors.joining(", "));
  }
}
