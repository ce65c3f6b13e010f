package dev.holdfast.load.price;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is measured: a request that 64 connections send again and again. */
enum PriceCase {
  PLAIN("plain servlet", "/api/v1/lab/plain-orders", "redis-script", 1, 201),
  REFERENCE("reference", "/api/v1/lab/reference-orders", "redis-script", 1, 201),
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
  HALF("`redis-group-commit` at half of its capacity", Paths.ORDERS, "redis-group-commit", 1, 201);

  /** Constants that an enum's own constants may use. */
  private static final class Paths {
    static final String ORDERS = "/api/v1/orders";
    static final int MANY = 10_000;
  }

  private final String label;
  private final String path;
  private final String strategy;
  private final int products;
  private final int status;

  PriceCase(String label, String path, String strategy, int products, int status) {
    this.label = label;
    this.path = path;
    this.strategy = strategy;
    this.products = products;
    this.status = status;
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
