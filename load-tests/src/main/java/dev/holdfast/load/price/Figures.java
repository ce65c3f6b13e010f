package dev.holdfast.load.price;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;

/**
 * Everything that was measured, by name and jar: one value for each round. Two figures of one jar,
 * or one figure of two jars, are compared round by round, so that what the machine did meanwhile is
 * common to both.
 */
final class Figures {
  private final Map<String, Map<String, List<Double>>> rounds = new LinkedHashMap<>();

  /** Adds the value of one round more. */
  void add(String side, String name, double value) {
    rounds
        .computeIfAbsent(side, _ -> new LinkedHashMap<>())
        .computeIfAbsent(name, _ -> new ArrayList<>())
        .add(value);
  }

  /** Adds all that a turn measured; {@code "<case> <figure>"} is the name of each. */
  void add(Turn turn) {
    add(turn.side(), turn.what() + SERVICE, turn.serviceMicros());
    add(turn.side(), turn.what() + STORE, turn.storeMicros());
    add(turn.side(), turn.what() + PER_SECOND, turn.perSecond());
    add(turn.side(), turn.what() + P99, turn.p99Millis());
  }

  static final String SERVICE = " service";
  static final String STORE = " store";
  static final String PER_SECOND = " per second";
  static final String P99 = " p99";

  /** The values of all rounds; empty where it was not measured. */
  List<Double> of(String side, String name) {
    return rounds.getOrDefault(side, Map.of()).getOrDefault(name, List.of());
  }

  /** What a case costs the service beyond another, in microseconds in each round. */
  List<Double> beyond(String side, PriceCase one, PriceCase base) {
    return each(
        of(side, one.option() + SERVICE), of(side, base.option() + SERVICE), (a, b) -> a - b);
  }

  /** Two figures put together in each round; empty where one of them was not measured. */
  static List<Double> each(List<Double> first, List<Double> second, DoubleBinaryOperator operator) {
    return IntStream.range(0, Math.min(first.size(), second.size()))
        .mapToObj(i -> operator.applyAsDouble(first.get(i), second.get(i)))
        .toList();
  }

  /** All of them, by jar and name. */
  Map<String, Map<String, List<Double>>> all() {
    return rounds;
  }
}
