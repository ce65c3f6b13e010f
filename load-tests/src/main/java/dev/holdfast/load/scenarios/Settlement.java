package dev.holdfast.load.scenarios;

import dev.holdfast.load.check.Audit;
import dev.holdfast.load.check.Cancellation;
import dev.holdfast.load.check.History;
import dev.holdfast.load.check.Line;
import dev.holdfast.load.check.OrderRead;
import dev.holdfast.load.check.Outcome;
import dev.holdfast.load.check.Receipt;
import dev.holdfast.load.check.Shortage;
import dev.holdfast.load.endpoints.HoldfastClient;
import dev.holdfast.load.process.Parallel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Turns what the crowd was answered into a history that can be judged, when all is quiet. Orders of
 * unknown outcome are asked for again under their keys, as their customers would. Then everything
 * that must be left of each product is ordered, and one unit more: the first must be accepted and
 * the second refused, or units were lost or invented; a few products at a time, each by itself. At
 * last orders are read back and audits taken.
 */
public final class Settlement {
  private static final int ASKED_AGAIN_MAX = 3;
  private static final int CLOSING_ORDERS_MAX = 6;

  private final HoldfastClient client;
  private final Map<String, Long> supplied;
  private final List<Receipt> receipts;
  private final List<Cancellation> cancellations;
  private final long originNanos = System.nanoTime();
  private final long loadEndNanos;

  /** Settles what {@code load} left open; {@code supplied} is what each product was given. */
  public Settlement(HoldfastClient client, Map<String, Long> supplied, ReceiptFile load) {
    this.client = client;
    this.supplied = new LinkedHashMap<>(supplied);
    this.receipts = Collections.synchronizedList(new ArrayList<>(load.receipts()));
    this.cancellations = new ArrayList<>(load.cancellations());
    this.loadEndNanos =
        Math.max(
            receipts.stream().mapToLong(Receipt::endNanos).max().orElse(0),
            cancellations.stream().mapToLong(Cancellation::endNanos).max().orElse(0));
  }

  /** The whole history of the load. */
  public History history() {
    askAgain();
    cancelAgain();
    Map<String, Long> held = heldAccordingToReceipts();
    Parallel.map(
        List.copyOf(supplied.entrySet()),
        product -> {
          close(product.getKey(), product.getValue() - held.getOrDefault(product.getKey(), 0L));
          return product;
        });
    return new History(supplied, receipts, cancellations, reads(), audits());
  }

  /** The load ran on the clock of another process, and was over before anything here began. */
  private long now() {
    return loadEndNanos + 1 + (System.nanoTime() - originNanos);
  }

  private void askAgain() {
    Map<String, Receipt> doubtful = new LinkedHashMap<>();
    receipts.stream()
        .filter(r -> r.outcome() instanceof Outcome.Unknown)
        .forEach(r -> doubtful.put(r.key(), r));
    receipts.stream()
        .filter(r -> r.outcome() instanceof Outcome.Accepted)
        .forEach(r -> doubtful.remove(r.key()));
    for (Receipt receipt : doubtful.values()) {
      boolean known = false;
      for (int i = 0; i < ASKED_AGAIN_MAX && !known; i++) {
        Outcome outcome = order(receipt.key(), receipt.lines());
        known = outcome instanceof Outcome.Accepted;
      }
    }
  }

  private void cancelAgain() {
    Set<String> done =
        cancellations.stream()
            .filter(c -> c.result() == Cancellation.Result.CANCELLED)
            .map(Cancellation::orderId)
            .collect(Collectors.toSet());
    for (Cancellation doubtful : List.copyOf(cancellations)) {
      if (doubtful.result() == Cancellation.Result.UNKNOWN && done.add(doubtful.orderId())) {
        long start = now();
        Cancellation.Result result = client.cancel(doubtful.orderId());
        cancellations.add(
            new Cancellation(doubtful.orderId(), start, now(), result, "asked again"));
      }
    }
  }

  private void close(String sku, long unheld) {
    long left = unheld;
    for (int i = 0; i < CLOSING_ORDERS_MAX; i++) {
      long quantity = Math.max(1, left);
      Outcome outcome = order(sku + ".closing-" + i, List.of(new Line(sku, quantity)));
      if (quantity == 1 && outcome instanceof Outcome.SoldOut) {
        return;
      }
      left =
          switch (outcome) {
            case Outcome.SoldOut(List<Shortage> shortages) -> mostAvailable(shortages);
            case Outcome.Busy _ -> left;
            case Outcome.Accepted _, Outcome.Unknown _, Outcome.Unexpected _ -> 0;
          };
    }
  }

  private static long mostAvailable(List<Shortage> shortages) {
    return shortages.stream().mapToLong(Shortage::available).max().orElse(0);
  }

  /** Units of orders that were accepted and not cancelled, before the closing orders. */
  private Map<String, Long> heldAccordingToReceipts() {
    Set<String> gone =
        cancellations.stream().map(Cancellation::orderId).collect(Collectors.toSet());
    Map<String, Receipt> accepted = new LinkedHashMap<>();
    for (Receipt receipt : receipts) {
      if (receipt.outcome() instanceof Outcome.Accepted a && !gone.contains(a.orderId())) {
        accepted.put(receipt.key(), receipt);
      }
    }
    Map<String, Long> held = new HashMap<>();
    for (Receipt receipt : accepted.values()) {
      receipt.lines().forEach(l -> held.merge(l.sku(), l.quantity(), Long::sum));
    }
    return held;
  }

  private Outcome order(String key, List<Line> lines) {
    long start = now();
    Outcome outcome = client.order(key, lines);
    receipts.add(new Receipt(key, 0, lines, start, now(), outcome));
    return outcome;
  }

  private List<OrderRead> reads() {
    List<String> ids =
        receipts.stream()
            .map(Receipt::outcome)
            .<String>mapMulti((outcome, add) -> {
              switch (outcome) {
                case Outcome.Accepted accepted -> add.accept(accepted.orderId());
                case Outcome.Unknown(_, String id) when id != null -> add.accept(id);
                case Outcome.Unknown _,
                    Outcome.SoldOut _,
                    Outcome.Busy _,
                    Outcome.Unexpected _ -> {}
              }
            })
            .distinct()
            .toList();
    return Parallel.map(ids, client::read);
  }

  /** A product that the service no longer knows has none, which the checker tells. */
  private List<Audit> audits() {
    return Parallel.map(List.copyOf(supplied.keySet()), client::findAudit).stream()
        .flatMap(Optional::stream)
        .toList();
  }
}
