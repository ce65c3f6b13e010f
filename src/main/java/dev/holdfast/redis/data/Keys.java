package dev.holdfast.redis.data;

import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import java.util.Collection;
import java.util.List;

/**
 * The names of all keys. The keys of a SKU share its hash tag, so that one script can change them
 * together also in a Cluster; so do the keys of a partition of orders.
 */
public final class Keys {
  public static final String PRODUCTS = "holdfast:products";

  /** The SKUs whose bands are sampled: those that have or had thresholds, or a shortfall. */
  public static final String WATCHED = "holdfast:watched";

  /** The crossings of products. */
  public static final String PRODUCT_EVENTS = "holdfast:product-events";

  /** Which instances live, and until when each of them does. */
  public static final String INSTANCES = "holdfast:instances";

  /** What instances show each other of the locks that they hold and wait for. */
  public static final String LOCKS = "holdfast:locks";

  private static final String ORDER = "}:order:";

  private Keys() {}

  /** The counter of available units under an epoch. */
  public static String available(Sku sku, long epoch) {
    return "holdfast:{" + sku.value() + "}:available:" + epoch;
  }

  public static String totals(Sku sku) {
    return "holdfast:{" + sku.value() + "}:totals";
  }

  /** What each order holds of a SKU. */
  public static String reservations(Sku sku) {
    return "holdfast:{" + sku.value() + "}:reservations";
  }

  /** How many units each customer has of a SKU. */
  public static String customers(Sku sku) {
    return "holdfast:{" + sku.value() + "}:customers";
  }

  /** The orders by which a customer has made new reservations of a SKU lately, by their time. */
  public static String taken(Sku sku, String customer) {
    return "holdfast:{" + sku.value() + "}:taken:" + customer;
  }

  /** What reconciliations of a SKU did, the latest last. */
  public static String reconciliations(Sku sku) {
    return "holdfast:{" + sku.value() + "}:reconciliations";
  }

  /** Changes of a SKU's strategy, the latest last. */
  public static String strategyChanges(Sku sku) {
    return "holdfast:{" + sku.value() + "}:strategy-changes";
  }

  public static String adjustment(Sku sku, String id) {
    return "holdfast:{" + sku.value() + "}:adjustment:" + id;
  }

  /** The keys of a SKU's adjustments by their time, so that they can be forgotten. */
  public static String adjustments(Sku sku) {
    return "holdfast:{" + sku.value() + "}:adjustments";
  }

  /** What changed the supply of a SKU, the latest last. */
  public static String movements(Sku sku) {
    return "holdfast:{" + sku.value() + "}:movements";
  }

  /** The returns of orders that a SKU has settled, by their time. */
  public static String returns(Sku sku) {
    return "holdfast:{" + sku.value() + "}:returns";
  }

  /** The channel on which an instance says that units of a SKU came back. */
  public static String freed(Sku sku) {
    return "holdfast:{" + sku.value() + "}:freed";
  }

  public static String product(Sku sku) {
    return "holdfast:{" + sku.value() + "}:product";
  }

  /** The band that the stock of a SKU is in, and its last crossing. */
  public static String band(Sku sku) {
    return "holdfast:{" + sku.value() + "}:band";
  }

  /**
   * A distributed lock of a SKU. Each kind has a key of its own, since each keeps something else in
   * it.
   */
  public static String lock(Sku sku, String kind) {
    return "holdfast:{" + sku.value() + "}:" + kind;
  }

  public static String order(OrderId order) {
    return "holdfast:{o" + order.partition() + ORDER + order.value();
  }

  /** The order whose record has this name. */
  public static String orderOf(String key) {
    return key.substring(key.indexOf(ORDER) + ORDER.length());
  }

  /** Where the damaged record of an order is kept once it was put aside. */
  public static String damaged(OrderId order) {
    return "holdfast:{o" + order.partition() + "}:damaged:" + order.value();
  }

  /** What is written to see whether the store takes writes. */
  public static String written(int partition) {
    return "holdfast:{o" + partition + "}:written";
  }

  public static String due(int partition) {
    return "holdfast:{o" + partition + "}:due";
  }

  /** When decisions of a partition could be written last, and the last time when they could not. */
  public static String heartbeat(int partition) {
    return "holdfast:{o" + partition + "}:heartbeat";
  }

  /** The orders of a partition by their time of change. */
  public static String listing(int partition) {
    return "holdfast:{o" + partition + "}:orders";
  }

  /** Which orders of a partition name which customer or reference, for searches. */
  public static String search(int partition) {
    return "holdfast:{o" + partition + "}:search";
  }

  /** The orders of a partition of which nothing is to come, by when they are forgotten. */
  public static String forgetting(int partition) {
    return "holdfast:{o" + partition + "}:forgetting";
  }

  /** The orders of a partition with returns that their products are still to settle. */
  public static String returning(int partition) {
    return "holdfast:{o" + partition + "}:returning";
  }

  /** What has become of the orders of a partition. */
  public static String events(int partition) {
    return "holdfast:{o" + partition + "}:events";
  }

  /** The keys of a counter's line without its customers, which scripts take in this order. */
  public static void ofLine(Collection<String> keys, Sku sku, long epoch) {
    keys.add(available(sku, epoch));
    keys.add(totals(sku));
    keys.add(reservations(sku));
  }

  /** All keys of a SKU's lines, for scripts that no Cluster runs: there no key is on the move. */
  public static List<String> ofStock(Sku sku, long epoch) {
    return List.of(available(sku, epoch), totals(sku), reservations(sku), customers(sku));
  }
}
