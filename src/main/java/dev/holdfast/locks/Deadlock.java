package dev.holdfast.locks;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Acquisitions that wait for each other in a circle.
 *
 * @param at when it was found, by this instance's clock
 * @param acquisitions each waits for a lock that the next one holds, the last one for one of the
 *     first
 */
public record Deadlock(Instant at, List<Acquisition> acquisitions) {
  public Deadlock {
    acquisitions = List.copyOf(acquisitions);
  }

  /** The order of each, what it holds and what it waits for, in one sentence. */
  String describe() {
    return acquisitions.stream()
        .map(each ->
            "%s of instance %s holds %s and waits for %s"
                .formatted(
                    each.order() == null ? "a reader" : "order " + each.order(),
                    each.instance(),
                    each.holds().stream()
                        .map(held -> held.lock().toString())
                        .collect(Collectors.joining(", ")),
                    each.wanted() == null ? "nothing" : each.wanted().lock()))
        .collect(Collectors.joining("; "));
  }
}
