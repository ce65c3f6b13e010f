package dev.holdfast.stock;

import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;

/** The levels of several SKUs. A SKU that is not in it is unknown. */
public record StockSnapshot(SortedMap<Sku, StockLevel> levels) {
  /** Merges snapshots that were read apart. */
  public static StockSnapshot merge(Collection<StockSnapshot> parts) {
    var all = new TreeMap<Sku, StockLevel>();
    parts.forEach(part -> all.putAll(part.levels()));
    return new StockSnapshot(all);
  }
}
