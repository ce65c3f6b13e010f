package dev.holdfast.load.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A history put in order: attempts grouped by key, cancellations beside the orders they cancelled.
 */
final class Evidence {
  private final History history;
  private final List<Operation> operations;
  private final Map<String, List<Operation>> bySku = new LinkedHashMap<>();

  Evidence(History history) {
    this.history = history;
    Map<String, Operation.Cancelled> cancelled = cancelledById(history.cancellations());
    Map<String, List<Receipt>> byKey = new LinkedHashMap<>();
    history.receipts().forEach(r -> byKey.computeIfAbsent(r.key(), _ -> new ArrayList<>()).add(r));
    operations = new ArrayList<>();
    byKey.forEach((key, attempts) -> operations.add(operation(key, attempts, cancelled)));
    history.supplied().keySet().forEach(sku -> bySku.put(sku, new ArrayList<>()));
    for (Operation operation : operations) {
      operation.lines().stream()
          .map(Line::sku)
          .distinct()
          .forEach(sku -> operationsOf(sku).add(operation));
    }
  }

  History history() {
    return history;
  }

  List<Operation> operations() {
    return operations;
  }

  /** The operations on one product. */
  List<Operation> operationsOf(String sku) {
    List<Operation> found = bySku.get(sku);
    if (found == null) {
      throw new IllegalArgumentException("an order for " + sku + ", which was never supplied");
    }
    return found;
  }

  private static Operation operation(
      String key, List<Receipt> attempts, Map<String, Operation.Cancelled> cancelled) {
    Operation alone = new Operation(key, List.copyOf(attempts), null);
    return new Operation(key, alone.attempts(), alone.orderId().map(cancelled::get).orElse(null));
  }

  private static Map<String, Operation.Cancelled> cancelledById(List<Cancellation> cancellations) {
    return cancellations.stream()
        .collect(
            Collectors.toMap(
                Cancellation::orderId, Evidence::cancelled, Evidence::both, LinkedHashMap::new));
  }

  private static Operation.Cancelled cancelled(Cancellation c) {
    return new Operation.Cancelled(
        c.startNanos(), c.endNanos(), c.result() == Cancellation.Result.CANCELLED);
  }

  /**
   * Two cancellations of one order: it may have ended with the first, and certainly had with a
   * certain one.
   */
  private static Operation.Cancelled both(Operation.Cancelled a, Operation.Cancelled b) {
    long start = Math.min(a.startNanos(), b.startNanos());
    if (a.certain() == b.certain()) {
      return new Operation.Cancelled(start, Math.min(a.endNanos(), b.endNanos()), a.certain());
    }
    return new Operation.Cancelled(start, (a.certain() ? a : b).endNanos(), true);
  }
}
