package dev.holdfast.history;

import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Sku;
import java.util.HashMap;
import java.util.Map;

/** An order of a {@link SequentialModel}. */
final class ModelOrder {
  /** The lines that it was placed with, which its key stands for. */
  final Basket asked;

  final String customer;
  Basket lines;
  String status = "RESERVED";
  boolean deadlinePassed;
  int extensions;

  final Map<Sku, Long> returned = new HashMap<>();

  /** What each key has returned. */
  final Map<String, String> returns = new HashMap<>();

  /** Whether its units are still kept from others, whatever its status. */
  boolean holds = true;

  ModelOrder(Basket asked, String customer) {
    this.asked = asked;
    this.lines = asked;
    this.customer = customer;
  }

  long held(Sku sku) {
    return holds ? lines.quantity(sku) : 0;
  }

  /** What counts for its customer: also what is sold. */
  long counted(Sku sku) {
    return holds || status.equals("CONFIRMED")
        ? lines.quantity(sku) - returned.getOrDefault(sku, 0L)
        : 0;
  }
}
