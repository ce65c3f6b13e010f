package dev.holdfast.race;

import dev.holdfast.stock.StoreKind;
import dev.holdfast.strategy.StrategyType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * What a race is to be, within its bounds.
 *
 * @param lanes the strategies, in the order in which they run
 * @param units how many units each lane has for sale
 * @param customers how many customers order, each once
 * @param quantity how many units each of them wants
 * @param raceWindow how long each order is held between its check and its take
 */
public record RacePlan(
    List<StrategyType> lanes,
    int units,
    int customers,
    int quantity,
    Duration raceWindow,
    Fault fault) {
  /** The most lanes. */
  public static final int LANES_MAX = 6;

  /** The most units of a lane. */
  public static final int UNITS_MAX = 1_000;

  /** The most customers of a lane. */
  public static final int CUSTOMERS_MAX = 2_000;

  /** The most units of an order. */
  public static final int QUANTITY_MAX = 10;

  /** How many customers order at the same time, each on a connection of its own. */
  public static final int CONNECTIONS_MAX = 64;

  /** How long the crowds of all lanes may order in all. */
  public static final Duration TIME_MAX = Duration.ofSeconds(30);

  /** The longest race window. */
  public static final Duration RACE_WINDOW_MAX = Duration.ofMillis(100);

  /** A value that a race may not have. */
  public record Wrong(String field, String why) {}

  public RacePlan {
    lanes = List.copyOf(lanes);
    wrong(lanes.size(), units, customers, quantity, raceWindow)
        .ifPresent(wrong -> {
          throw new IllegalArgumentException(wrong.toString());
        });
  }

  /** The race that the page shows first: the one without protection, and two that have some. */
  public static RacePlan standard(StoreKind store) {
    var lanes =
        switch (store) {
          case REDIS ->
              List.of(
                  StrategyType.UNGUARDED, StrategyType.REDISSON_LOCK, StrategyType.REDIS_SCRIPT);
          case POSTGRES ->
              List.of(
                  StrategyType.POSTGRES_UNGUARDED,
                  StrategyType.POSTGRES_ROW_LOCK,
                  StrategyType.POSTGRES_CONDITIONAL_UPDATE);
        };
    return new RacePlan(lanes, 50, 200, 1, Duration.ofMillis(20), Fault.NONE);
  }

  /** The first number or time that is beyond its bounds. */
  public static Optional<Wrong> wrong(
      int lanes, int units, int customers, int quantity, Duration raceWindow) {
    if (lanes < 1 || lanes > LANES_MAX) {
      return between("lanes", 1, LANES_MAX, " strategies");
    }
    if (units < 1 || units > UNITS_MAX) {
      return between("units", 1, UNITS_MAX, "");
    }
    if (customers < 2 || customers > CUSTOMERS_MAX) {
      return between("customers", 2, CUSTOMERS_MAX, "");
    }
    if (quantity < 1 || quantity > QUANTITY_MAX) {
      return between("quantity", 1, QUANTITY_MAX, "");
    }
    if (raceWindow.isNegative() || raceWindow.compareTo(RACE_WINDOW_MAX) > 0) {
      return Optional.of(new Wrong("raceWindow", "must be at most " + RACE_WINDOW_MAX));
    }
    return Optional.empty();
  }

  private static Optional<Wrong> between(String field, int min, int max, String what) {
    return Optional.of(new Wrong(field, "must be from %d to %d%s".formatted(min, max, what)));
  }

  /**
   * The strategies of these names, or what is wrong with one of them, named by its index.
   *
   * @param lanes receives the strategies
   */
  public static Optional<Wrong> strategies(
      List<String> names, StoreKind store, List<StrategyType> lanes) {
    var seen = new HashSet<StrategyType>();
    var found = new ArrayList<StrategyType>();
    for (int i = 0; i < names.size(); i++) {
      var type = StrategyType.of(names.get(i)).filter(known -> known.store() == store);
      String field = "lanes[" + i + "]";
      if (type.isEmpty()) {
        return Optional.of(new Wrong(field, "must be a strategy of this store"));
      }
      if (!seen.add(type.get())) {
        return Optional.of(new Wrong(field, "must not be given twice"));
      }
      found.add(type.get());
    }
    lanes.addAll(found);
    return Optional.empty();
  }
}
