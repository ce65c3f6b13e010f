package dev.holdfast.web;

import dev.holdfast.stock.ReserveResult;
import dev.holdfast.stock.ReserveResult.Refused;
import dev.holdfast.stock.Shortage;
import dev.holdfast.stock.Sku;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** The problem that each refusal of stock is answered with. */
public final class Refusals {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private Refusals() {}

  /** The answer to a refusal. */
  public static Problem problem(Refused refusal) {
    return switch (refusal) {
      case ReserveResult.InsufficientStock(var shortages, var untouched) ->
          new Problem(ProblemCode.INSUFFICIENT_STOCK, detail(shortages))
              .with("shortages", shortages.stream().map(ShortageView::of).toList());
      case ReserveResult.UnknownSku(var skus, var untouched) ->
          new Problem(
                  ProblemCode.UNKNOWN_SKU_IN_BODY, "lines: no product has the SKU " + names(skus))
              .with("field", "lines")
              .with("skus", skus.stream().map(Sku::value).toList());
      case ReserveResult.Contended c -> contended();
      // Both mean that it has to be tried again, and has been, as often as its bound allows.
      case ReserveResult.Stale s -> contended();
      case ReserveResult.Resolved r -> contended();
    };
  }

  /** A line that could not be served, as clients see it. */
  record ShortageView(String sku, int requested, long available) {
    static ShortageView of(Shortage shortage) {
      return new ShortageView(shortage.sku().value(), shortage.requested(), shortage.available());
    }
  }

  private static Problem contended() {
    return new Problem(ProblemCode.CONTENDED, "Nothing was reserved. Try again with the same key.")
        .retryAfter(RETRY_AFTER);
  }

  private static String detail(List<Shortage> shortages) {
    return shortages.stream()
        .map(s -> "%s: %d requested, %d available".formatted(s.sku(), s.requested(), s.available()))
        .collect(Collectors.joining("; "));
  }

  private static String names(List<Sku> skus) {
    return skus.stream().map(Sku::value).collect(Collectors.joining(", "));
  }
}
