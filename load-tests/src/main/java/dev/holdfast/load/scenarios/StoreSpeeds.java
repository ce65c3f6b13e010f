package dev.holdfast.load.scenarios;

import dev.holdfast.load.scenarios.Measurand.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is measured where both stores run beside each other. The ordinary service is one instance on
 * PostgreSQL, with its standard settings; others are on the same server with pools of other sizes;
 * one is on a Redis that writes each change to disk before it answers.
 */
public final class StoreSpeeds {
  /** The instance on Redis. */
  public static final String REDIS = "redis";

  /** How many connections of a pool take stock, at the instances that a row lock is measured on. */
  public static final List<Integer> POOLS = List.of(4, 8, 16, 32, 64);

  /** On PostgreSQL, orders that come at the same time share a transaction. */
  public static final String GROUP_COMMIT = "postgres-group-commit";

  /** On PostgreSQL, one statement compares and takes. */
  public static final String CONDITIONAL_UPDATE = "postgres-conditional-update";

  /** On PostgreSQL, the textbook's lock. */
  public static final String ROW_LOCK = "postgres-row-lock";

  /** What group commit is compared with on Redis. */
  public static final String REDIS_GROUP_COMMIT = "redis-group-commit";

  /** Whose customers must not wait for those of another product. */
  public static final List<String> BESIDE_A_CROWD =
      List.of(GROUP_COMMIT, CONDITIONAL_UPDATE, ROW_LOCK);

  private StoreSpeeds() {}

  /** The instance whose pool has so many connections that take stock. */
  public static String pool(int connections) {
    return "pool-" + connections;
  }

  /** Everything, for so many users at once. */
  public static List<Measurand> things(int users) {
    List<Measurand> things = new ArrayList<>();
    things.add(
        at(Measurand.ORDINARY, GROUP_COMMIT, Wanted.ACCEPTED, users, hot(REDIS_GROUP_COMMIT)));
    things.add(at(REDIS, REDIS_GROUP_COMMIT, Wanted.ACCEPTED, users, null));
    things.add(
        at(Measurand.ORDINARY, GROUP_COMMIT, Wanted.REFUSED, users, refused(REDIS_GROUP_COMMIT)));
    things.add(at(REDIS, REDIS_GROUP_COMMIT, Wanted.REFUSED, users, null));
    things.add(many(Measurand.ORDINARY, GROUP_COMMIT, users, many(CONDITIONAL_UPDATE)));
    things.add(many(Measurand.ORDINARY, CONDITIONAL_UPDATE, users, null));
    for (int pool : POOLS) {
      things.add(at(pool(pool), ROW_LOCK, Wanted.ACCEPTED, users, null));
      things.add(many(pool(pool), ROW_LOCK, users, null));
    }
    for (String strategy : BESIDE_A_CROWD) {
      things.add(besides(strategy, 0));
      things.add(besides(strategy, users));
    }
    return things;
  }

  /** The thing that accepts orders of one product. */
  public static String hot(String strategy) {
    return strategy + " accepted";
  }

  /** The thing that refuses orders of one product that is sold out. */
  public static String refused(String strategy) {
    return strategy + " refused";
  }

  /** The thing that accepts orders of many products. */
  public static String many(String strategy) {
    return String.format(Locale.ROOT, "%s, %,d products", hot(strategy), Catalogue.MANY_PRODUCTS);
  }

  /** The thing that a row lock is, with a pool of so many connections. */
  public static String pooled(String thing, int pool) {
    return "%s, pool of %d".formatted(thing, pool);
  }

  /** One customer's orders, of a product of its own, beside so many who want another. */
  public static String beside(String strategy, int crowd) {
    String others = crowd == 0 ? "alone" : "beside %d others".formatted(crowd);
    return "%s, one customer %s".formatted(hot(strategy), others);
  }

  private static Measurand at(
      String at, String strategy, Wanted wanted, int users, @Nullable String reference) {
    String id = wanted == Wanted.ACCEPTED ? hot(strategy) : refused(strategy);
    return new Measurand(named(id, at), strategy, wanted, users, 1, at, 0, reference);
  }

  private static Measurand many(String at, String strategy, int users, @Nullable String reference) {
    String id = named(many(strategy), at);
    return new Measurand(
        id, strategy, Wanted.ACCEPTED, users, Catalogue.MANY_PRODUCTS, at, 0, reference);
  }

  private static Measurand besides(String strategy, int crowd) {
    return new Measurand(
        beside(strategy, crowd),
        strategy,
        Wanted.ACCEPTED,
        1,
        1,
        Measurand.ORDINARY,
        crowd,
        crowd == 0 ? null : beside(strategy, 0));
  }

  private static String named(String thing, String at) {
    return POOLS.stream()
        .filter(pool -> pool(pool).equals(at))
        .findFirst()
        .map(pool -> pooled(thing, pool))
        .orElse(thing);
  }
}
