package dev.holdfast.load.check;

import java.util.List;

/**
 * An order as it was read back after the load; {@code found} is false when the service did not know
 * the id.
 */
public record OrderRead(String orderId, boolean found, String status, List<Line> lines) {
  public OrderRead {
    lines = List.copyOf(lines);
  }

  /** The answer to an id that the service does not know. */
  public static OrderRead missing(String orderId) {
    return new OrderRead(orderId, false, "", List.of());
  }

  /** Whether the order keeps units from others. */
  boolean holdsUnits() {
    return found && (status.equals("RESERVED") || status.equals("CONFIRMED"));
  }
}
