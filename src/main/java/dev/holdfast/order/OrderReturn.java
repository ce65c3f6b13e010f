package dev.holdfast.order;

import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Units that a paid order returns, once under a key.
 *
 * @param key stands for the caller's key
 * @param units by SKU, each SKU once
 */
public record OrderReturn(OrderId order, String key, List<ReturnedUnits> units) {
  /** The most returns that an order may have. */
  public static final int RETURNS_MAX = 20;

  public OrderReturn {
    units = List.copyOf(units);
  }

  /**
   * Merges and sorts what is returned.
   *
   * @throws ArithmeticException or IllegalArgumentException when too many units of a SKU are
   */
  public static OrderReturn of(OrderId order, String key, Collection<ReturnedUnits> lines) {
    var merged = new TreeMap<Sku, ReturnedUnits>();
    lines.forEach(line -> merged.merge(line.sku(), line, ReturnedUnits::plus));
    return new OrderReturn(order, key, List.copyOf(merged.values()));
  }

  /**
   * The units as they are stored: {@code SKU:number:number:number} of each, with blanks between.
   */
  public String text() {
    return units.stream().map(ReturnedUnits::text).collect(Collectors.joining(" "));
  }

  /** Stands for the content of the request. */
  public String fingerprint() {
    return OpaqueId.of("return", text());
  }
}
