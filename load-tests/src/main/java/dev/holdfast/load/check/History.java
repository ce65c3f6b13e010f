package dev.holdfast.load.check;

import java.util.List;
import java.util.Map;

/**
 * All the evidence of one cell. {@code supplied} is what the load itself put into each product, not
 * what the service says of it. Orders are read, and audits taken, after the last receipt's end.
 */
public record History(
    Map<String, Long> supplied,
    List<Receipt> receipts,
    List<Cancellation> cancellations,
    List<OrderRead> orders,
    List<Audit> audits) {
  public History {
    supplied = Map.copyOf(supplied);
    receipts = List.copyOf(receipts);
    cancellations = List.copyOf(cancellations);
    orders = List.copyOf(orders);
    audits = List.copyOf(audits);
  }
}
