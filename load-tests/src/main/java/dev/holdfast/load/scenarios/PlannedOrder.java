package dev.holdfast.load.scenarios;

import dev.holdfast.load.check.Line;
import java.util.List;

/** An order that a customer will place. Two with one key are one order that is sent twice. */
public record PlannedOrder(String key, List<Line> lines, boolean cancelled) {
  public PlannedOrder {
    lines = List.copyOf(lines);
  }
}
