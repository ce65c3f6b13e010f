package dev.holdfast.postgres.stock;

import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.stock.Sku;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How many units of a product each customer has, where the product limits it. A counter, since no
 * row is common to all orders of a customer that a sum of them could be made under; it is locked
 * before stock is.
 */
public final class CustomerUnits {
  /** In the order of the keys, in which every transaction locks them. */
  private static final String ADD =
      """
      INSERT INTO customer_units AS counted (sku, customer, units)
      SELECT sku, customer, units
      FROM unnest(?::text[], ?::text[], ?::bigint[]) AS added (sku, customer, units)
      ORDER BY sku COLLATE "C", customer COLLATE "C"
      ON CONFLICT (sku, customer) DO UPDATE SET units = counted.units + excluded.units
      RETURNING sku, customer, units
      """;

  private static final String REMOVE_EMPTY =
      """
      DELETE FROM customer_units
      USING unnest(?::text[], ?::text[]) AS given (sku, customer)
      WHERE customer_units.sku = given.sku AND customer_units.customer = given.customer
        AND units <= 0
      """;

  private CustomerUnits() {}

  /** A customer of a product. */
  public record Key(Sku sku, String customer) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int bySku = sku.compareTo(other.sku);
      return bySku != 0 ? bySku : customer.compareTo(other.customer);
    }
  }

  /** Units to be counted, more or fewer, by customer. Used by one thread. */
  public static final class Changes {
    private final SortedMap<Key, Long> units = new TreeMap<>();

    /** Counts units for a customer; for none when that is empty. */
    public void add(Sku sku, String customer, long more) {
      if (!customer.isEmpty() && more != 0) {
        units.merge(new Key(sku, customer), more, Long::sum);
      }
    }

    /** Adds nothing for a customer, but locks what is counted for it. */
    public void lock(Sku sku, String customer) {
      if (!customer.isEmpty()) {
        units.putIfAbsent(new Key(sku, customer), 0L);
      }
    }
  }

  /** Counts units; returns how many each of these customers has then. */
  public static Map<Key, Long> add(Transaction transaction, Changes changes) {
    var counted = new HashMap<Key, Long>();
    if (changes.units.isEmpty()) {
      return counted;
    }
    String[] skus =
        changes.units.keySet().stream().map(key -> key.sku().value()).toArray(String[]::new);
    String[] customers = changes.units.keySet().stream().map(Key::customer).toArray(String[]::new);
    Long[] units = changes.units.values().toArray(Long[]::new);
    transaction
        .list(
            ADD,
            (row, i) ->
                Map.entry(
                    new Key(new Sku(row.getString("sku")), row.getString("customer")),
                    row.getLong("units")),
            skus,
            customers,
            units)
        .forEach(entry -> counted.put(entry.getKey(), entry.getValue()));
    if (counted.values().stream().anyMatch(some -> some <= 0)) {
      transaction.update(REMOVE_EMPTY, skus, customers);
    }
    return counted;
  }

  /** How many units a customer has by what was read; 0 when nothing was. */
  public static long of(Map<Key, Long> counted, Sku sku, String customer) {
    @Nullable Long units = counted.get(new Key(sku, customer));
    return units == null ? 0 : units;
  }
}
