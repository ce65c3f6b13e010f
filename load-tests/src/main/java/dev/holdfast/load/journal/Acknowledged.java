package dev.holdfast.load.journal;

import dev.holdfast.load.endpoints.Event;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The events of which it is known that the store has them: each change that was answered, and each
 * batch of fed events that the store acknowledged. Safe for use by several threads.
 */
final class Acknowledged {
  /** By order and kind where a customer knows no version, else by order and version. */
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  /** A change of an order that was answered to its customer. */
  void answered(String orderId, String type) {
    known.add(orderId + " " + type);
  }

  /** A fed event of this number. */
  void fed(int number) {
    known.add(EventFeed.orderOf(number) + " " + EventFeed.versionOf(number));
  }

  int size() {
    return known.size();
  }

  /** How many of them are not among some events. */
  long missingIn(Collection<Event> events) {
    return known.size()
        - events.stream()
            .mapToLong(event ->
                (known.contains(event.orderId() + " " + event.type()) ? 1 : 0)
                    + (known.contains(event.orderId() + " " + event.version()) ? 1 : 0))
            .sum();
  }
}
