package dev.holdfast.redis.audit;

import dev.holdfast.stock.Audit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Adds up lines that do not agree: one tally for each kind, with a few of its orders. */
final class FindingSummary<K extends Enum<K>> {
  private final Map<K, Tally> tallies;

  FindingSummary(Class<K> kinds) {
    tallies = new EnumMap<>(kinds);
  }

  void add(K kind, ReservationMismatch line) {
    tallies.computeIfAbsent(kind, k -> new Tally(line.detail())).add(line);
  }

  /** Makes a finding of a tally. */
  @FunctionalInterface
  interface FindingFactory<K, T> {
    T create(K kind, long units, String detail, List<String> orders);
  }

  <T> List<T> findings(FindingFactory<K, T> factory) {
    var findings = new ArrayList<T>();
    tallies.forEach((kind, tally) ->
        findings.add(factory.create(kind, tally.units, tally.detail(), tally.orders)));
    return findings;
  }

  private static final class Tally {
    final String first;
    final List<String> orders = new ArrayList<>();
    long count;
    long units;

    Tally(String first) {
      this.first = first;
    }

    void add(ReservationMismatch line) {
      count++;
      units += line.units();
      if (orders.size() < Audit.ORDERS_MAX) {
        orders.add(line.order());
      }
    }

    String detail() {
      return count == 1
          ? first
          : "%d of them, %d units in all; the first: %s".formatted(count, units, first);
    }
  }
}
