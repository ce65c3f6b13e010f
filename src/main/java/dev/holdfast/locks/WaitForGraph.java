package dev.holdfast.locks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which acquisitions wait for which others. Its nodes meet at locks, not at SKUs: two SKUs of one
 * stripe are one lock. Used by one thread.
 */
final class WaitForGraph {
  private final NavigableMap<String, Acquisition> waiting = new TreeMap<>();
  private final Map<String, List<Holder>> holders = new HashMap<>();
  private final Set<String> done = new HashSet<>();
  private final List<List<Acquisition>> cycles = new ArrayList<>();

  private record Holder(String acquisition, boolean shared) {}

  private WaitForGraph(Collection<Acquisition> acquisitions) {
    for (Acquisition acquisition : acquisitions) {
      // Without a lock it is waited for by none, and without a wait it waits for none.
      if (acquisition.holdsAndWaits()) {
        waiting.put(acquisition.id(), acquisition);
      }
    }
    waiting
        .values()
        .forEach(acquisition ->
            acquisition
                .holds()
                .forEach(held ->
                    holders
                        .computeIfAbsent(
                            held.lock().among(acquisition.instance()), lock -> new ArrayList<>())
                        .add(new Holder(acquisition.id(), held.shared()))));
  }

  /**
   * The cycles: each acquisition in one waits for a lock that the next one holds, and the last one
   * for a lock of the first. In an order that is the same for the same acquisitions; of cycles that
   * overlap at least one.
   */
  static List<List<Acquisition>> cycles(Collection<Acquisition> acquisitions) {
    var graph = new WaitForGraph(acquisitions);
    graph.waiting.keySet().forEach(id -> graph.follow(id, new ArrayList<>()));
    return graph.cycles;
  }

  private void follow(String id, List<String> path) {
    int before = path.indexOf(id);
    if (before >= 0) {
      cycles.add(path.subList(before, path.size()).stream().map(waiting::get).toList());
      return;
    }
    if (!done.add(id)) {
      return;
    }
    path.add(id);
    Acquisition acquisition = waiting.get(id);
    if (acquisition != null && acquisition.wanted() != null) {
      var wait = acquisition.wanted();
      for (Holder holder :
          holders.getOrDefault(wait.lock().among(acquisition.instance()), List.of())) {
        if (!awaitsAnswer(acquisition, holder) && !(wait.shared() && holder.shared())) {
          follow(holder.acquisition(), path);
        }
      }
    }
    path.removeLast();
  }

  /**
   * One that acquires a lock of the store again, nested, is given it: it waits for the answer and
   * not for itself. A lock of the instance that is waited for so is not re-entrant.
   */
  private static boolean awaitsAnswer(Acquisition acquisition, Holder holder) {
    return holder.acquisition().equals(acquisition.id())
        && acquisition.wanted() != null
        && acquisition.wanted().lock().level() == LockName.Level.DISTRIBUTED;
  }
}
