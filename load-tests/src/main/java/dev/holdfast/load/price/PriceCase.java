package dev.holdfast.load.price;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is measured: a request that 64 connections send again and again. */
enum PriceCase {
  PLAIN("plain servlet", "/api/v1/lab/plain-orders", "redis-script", 1, 201),
  REFERENCE("reference", Paths.REFERENCE, "redis-script", 1, 201),
  SECOND_REFERENCE(
      "reference and a script that does nothing",
      "/api/v1/lab/script-reference-orders",
      "redis-script",
      1,
      201),
  GROUP_COMMIT("`redis-group-commit`", Paths.ORDERS, "redis-group-commit", 1, 201),
  SCRIPT("`redis-script`", Paths.ORDERS, "redis-script", 1, 201),
  DECRBY("`redis-decrby`", Paths.ORDERS, "redis-decrby", 1, 201),
  REFUSED("`redis-group-commit`, refused", Paths.ORDERS, "redis-group-commit", 1, 409),
  MANY_GROUP_COMMIT(
      "`redis-group-commit`, 10,000 SKUs", Paths.ORDERS, "redis-group-commit", Paths.MANY, 201),
  MANY_SCRIPT("`redis-script`, 10,000 SKUs", Paths.ORDERS, "redis-script", Paths.MANY, 201),
  /** At a fixed rate. It comes last, so that its capacity is measured on what is warm. */
  HALF("`redis-group-commit` at half of its capacity", Paths.ORDERS, "redis-group-commit", 1, 201),
  REFERENCE_AT_GROUP_COMMIT(GROUP_COMMIT, false),
  REFERENCE_AT_SCRIPT(SCRIPT, false),
  REFERENCE_AT_DECRBY(DECRBY, false),
  REFERENCE_AT_REFUSED(REFUSED, false),
  REFERENCE_LIKE_GROUP_COMMIT(GROUP_COMMIT, true),
  REFERENCE_LIKE_SCRIPT(SCRIPT, true),
  REFERENCE_LIKE_DECRBY(DECRBY, true),
  REFERENCE_LIKE_REFUSED(REFUSED, true);

  /** Constants that an enum's own constants may use. */
  private static final class Paths {
    static final String ORDERS = "/api/v1/orders";
    static final String REFERENCE = "/api/v1/lab/reference-orders";
    static final int MANY = 10_000;
  }

  private final String label;
  private final String path;
  private final String strategy;
  private final int products;
  private final int status;
  private final @Nullable PriceCase paced;
  private final boolean isGrouped;

  PriceCase(String label, String path, String strategy, int products, int status) {
    this.label = label;
    this.path = path;
    this.strategy = strategy;
    this.products = products;
    this.status = status;
    this.paced = null;
    this.isGrouped = false;
  }

  /** The reference at the rate that another case has just reached. */
  PriceCase(PriceCase paced, boolean isGrouped) {
    this.label =
        "reference at the rate%s of %s".formatted(isGrouped ? " and in groups" : "", paced.label);
    this.path = Paths.REFERENCE;
    this.strategy = "redis-script";
    this.products = 1;
    this.status = 201;
    this.paced = paced;
    this.isGrouped = isGrouped;
  }

  /** As an option names it. */
  String option() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The case of that name; null where there is none. */
  static @Nullable PriceCase named(String option) {
    return Stream.of(values()).filter(c -> c.option().equals(option)).findFirst().orElse(null);
  }

  String label() {
    return label;
  }

  String path() {
    return path;
  }

  String strategy() {
    return strategy;
  }

  /** The only status that an answer may have. */
  int status() {
    return status;
  }

  /** The case whose rate this has; null where it has its own. */
  @Nullable PriceCase paced() {
    return paced;
  }

  /** Whether as many of its requests leave together as of the case whose rate it has. */
  boolean isGrouped() {
    return isGrouped;
  }

  boolean placesOrders() {
    return path.equals(Paths.ORDERS);
  }

  /** Whether the products of its orders have none left. */
  boolean isRefused() {
    return status == 409;
  }

  /** The products, whose codes are equally long. */
  List<String> skus() {
    return Stream.iterate(0, i -> i + 1)
        .limit(products)
        .map(i -> "%s-%05d".formatted(option(), i))
        .toList();
  }
}
