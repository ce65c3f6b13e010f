package dev.holdfast.redis.order;

import dev.holdfast.order.FoundOrders;
import dev.holdfast.order.Order;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.client.ScriptCall;
import dev.holdfast.redis.data.DamagedRecords;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.data.ScriptReplies;
import dev.holdfast.redis.script.Script;
import dev.holdfast.stock.OrderId;
import dev.holdfast.store.OrderRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Searches orders by what they name. Each partition has an index, which is written in the step that
 * writes a record of it; their latest entries are merged, and the records decide. An entry that its
 * record does not know is taken out: an older instance forgot the order, or refused it.
 */
final class OrderSearch {
  private final RedisGateway redis;
  private final OrderListing listing;

  OrderSearch(RedisGateway redis, DamagedRecords damaged) {
    this.redis = redis;
    this.listing = new OrderListing(redis, damaged);
  }

  /**
   * An entry of the index.
   *
   * @param time when the order was placed, in ms
   * @param member as it is stored
   */
  private record Entry(long time, OrderId order, String member) implements Comparable<Entry> {
    /** The latest first. */
    private static final Comparator<Entry> ORDER =
        Comparator.comparingLong(Entry::time)
            .reversed()
            .thenComparing(entry -> entry.order().value())
            .thenComparing(Entry::member);

    /** Empty when it is none of this partition. */
    static Optional<Entry> of(int partition, String member) {
      String[] parts = member.split(":", -1);
      return parts.length == 4
              && parts[2].matches("\\d{1,18}")
              && OrderId.isValid(parts[3])
              && new OrderId(parts[3]).partition() == partition
          ? Optional.of(new Entry(Long.parseLong(parts[2]), new OrderId(parts[3]), member))
          : Optional.empty();
    }

    @Override
    public int compareTo(Entry other) {
      return ORDER.compare(this, other);
    }
  }

  /** As {@link dev.holdfast.order.Orders#search}. */
  FoundOrders search(String reference, String customer, int most) {
    var names = redis.scripts().searchNames();
    var entries =
        entries(
            reference.isEmpty() ? names.ofCustomer(customer) : names.ofReference(reference), most);
    var looked = entries.stream().limit(most).toList();
    var records = listing.records(looked.stream().map(Entry::order).distinct().toList());
    var found = new ArrayList<Order>();
    var strays = new ArrayList<Entry>();
    for (Entry entry : looked) {
      OrderRecord record = records.get(entry.order().value());
      if (record == null || !isNamed(record, reference, reference.isEmpty() ? customer : "")) {
        strays.add(entry);
      } else if (isNamed(record, reference, customer) && !found.contains(record.order())) {
        found.add(record.order());
      }
    }
    unindex(strays);
    return new FoundOrders(found, entries.size() <= most);
  }

  /** One more than looked at tells whether there are more. */
  private SortedSet<Entry> entries(List<String> names, int most) {
    var calls = new ArrayList<ScriptCall>();
    for (int partition = 0; partition < OrderId.PARTITIONS; partition++) {
      calls.add(
          ScriptCall.of(Script.ORDERS_SEARCH, List.of(Keys.search(partition)), most + 1, names));
    }
    var entries = new TreeSet<Entry>();
    var replies = redis.runAll(calls);
    for (int partition = 0; partition < replies.size(); partition++) {
      int its = partition;
      replies.get(partition).stream()
          .flatMap(member -> Entry.of(its, ScriptReplies.text(member)).stream())
          .forEach(entries::add);
    }
    return entries;
  }

  private static boolean isNamed(OrderRecord record, String reference, String customer) {
    return record.status() != OrderStatus.REFUSED
        && (reference.isEmpty() || record.reference().equals(reference))
        && (customer.isEmpty() || record.customer().equals(customer));
  }

  private void unindex(List<Entry> strays) {
    if (!strays.isEmpty()) {
      var _ =
          redis.runEach(
              strays.stream()
                  .map(entry ->
                      ScriptCall.of(
                          Script.ORDER_UNINDEX,
                          List.of(
                              Keys.search(entry.order().partition()), Keys.order(entry.order())),
                          entry.order(),
                          entry.member()))
                  .toList());
    }
  }
}
