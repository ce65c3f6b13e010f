package dev.holdfast.load.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A history that can be changed, to plant faults in it. */
final class Doctored {
  static final long QUIET = 1_000_000;

  final Map<String, Long> supplied;
  final List<Receipt> receipts;
  final List<Cancellation> cancellations;
  final List<OrderRead> orders;
  final List<Audit> audits;

  Doctored(History history) {
    supplied = new LinkedHashMap<>(history.supplied());
    receipts = new ArrayList<>(history.receipts());
    cancellations = new ArrayList<>(history.cancellations());
    orders = new ArrayList<>(history.orders());
    audits = new ArrayList<>(history.audits());
  }

  History history() {
    return new History(supplied, receipts, cancellations, orders, audits);
  }

  String sku() {
    return supplied.keySet().stream().sorted().findFirst().orElseThrow();
  }

  /** An accepted order of one attempt that no customer cancelled. */
  Receipt plainlyAccepted() {
    return receipts.stream()
        .filter(r ->
            r.outcome() instanceof Outcome.Accepted a
                && cancellations.stream().noneMatch(c -> c.orderId().equals(a.orderId()))
                && receipts.stream().filter(o -> o.key().equals(r.key())).count() == 1)
        .findFirst()
        .orElseThrow();
  }

  static String idOf(Receipt receipt) {
    return ((Outcome.Accepted) receipt.outcome()).orderId();
  }

  /** One more order that a client was given, when all was quiet; the order can be read back. */
  Receipt accept(String key, String orderId, long quantity) {
    List<Line> lines = List.of(new Line(sku(), quantity));
    var outcome = new Outcome.Accepted(orderId, false, lines);
    var receipt = new Receipt(key, 0, lines, QUIET, QUIET + 1, outcome);
    receipts.add(receipt);
    orders.add(new OrderRead(orderId, true, "RESERVED", lines));
    return receipt;
  }

  Receipt answered(String key, long quantity, Outcome outcome) {
    var receipt =
        new Receipt(key, 0, List.of(new Line(sku(), quantity)), QUIET, QUIET + 1, outcome);
    receipts.add(receipt);
    return receipt;
  }

  /** A sold-out answer of the first product, when all was quiet. */
  Receipt refuse(String key, long quantity) {
    return answered(key, quantity, new Outcome.SoldOut(List.of(new Shortage(sku(), quantity, 0))));
  }

  void outcome(Receipt of, Outcome outcome) {
    receipts.replaceAll(r ->
        r == of
            ? new Receipt(r.key(), r.target(), r.lines(), r.startNanos(), r.endNanos(), outcome)
            : r);
  }

  void order(String orderId, UnaryOperator<OrderRead> change) {
    orders.replaceAll(o -> o.orderId().equals(orderId) ? change.apply(o) : o);
  }

  void removeOrders(Predicate<OrderRead> which) {
    orders.removeIf(which);
  }

  /** Replaces the first product's audit by one of these numbers, consistent in itself. */
  void auditOf(long available, long held) {
    long total = supplied.get(sku());
    long gap = total - available - held;
    audit(_ ->
        new Audit(
            sku(),
            total,
            available,
            held,
            0,
            Math.max(0, held - total),
            gap,
            gap == 0 && available >= 0));
  }

  void audit(UnaryOperator<Audit> change) {
    audits.replaceAll(a -> a.sku().equals(sku()) ? change.apply(a) : a);
  }

  Audit audit() {
    return audits.stream().filter(a -> a.sku().equals(sku())).findFirst().orElseThrow();
  }
}
