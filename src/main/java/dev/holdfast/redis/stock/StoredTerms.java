package dev.holdfast.redis.stock;

import dev.holdfast.stock.Product;
import dev.holdfast.stock.Product.Sale;
import dev.holdfast.stock.Product.Thresholds;
import dev.holdfast.stock.PurchaseLimits;
import dev.holdfast.stock.PurchaseLimits.Rate;
import dev.holdfast.stock.Sku;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a client describes of a product, as fields of its hash: a field that is missing is empty.
 */
final class StoredTerms {
  private static final String NAME = "name";
  private static final String RESERVATION_TIME = "reservationTime";
  private static final String RESERVATION_TIME_MAX = "reservationTimeMax";
  private static final String EXTENSIONS_MAX = "extensionsMax";
  private static final String PER_ORDER = "maxPerOrder";
  private static final String PER_CUSTOMER = "maxPerCustomer";

  private static final String NEW_RESERVATIONS_MAX = "newReservationsMax";
  private static final String NEW_RESERVATIONS_TIME = "newReservationsTime";
  private static final String LOW = "lowStock";
  private static final String RECOVERED = "recoveredStock";
  private static final String BACK_IN_STOCK = "backInStock";
  private static final String NO_TIME = "-";
  private static final Pattern SALE = Pattern.compile("([01]):(\\d{0,15}):(\\d{0,15})");
  private static final Sale STOPPED = new Sale(false, Instant.MIN, Instant.MAX);

  private StoredTerms() {}

  /** The fields of terms: name, value, name, value. */
  static List<@Nullable Object> fields(Product.Terms terms) {
    Thresholds thresholds = terms.thresholds();
    Rate rate = terms.limits().rate();
    return Arrays.asList(
        NAME,
        terms.name(),
        RESERVATION_TIME,
        terms.reservationTime(),
        RESERVATION_TIME_MAX,
        terms.extensions().reservationTimeMax(),
        EXTENSIONS_MAX,
        terms.extensions().extensionsMax(),
        PER_ORDER,
        limit(terms.limits().perOrder()),
        PER_CUSTOMER,
        limit(terms.limits().perCustomer()),
        NEW_RESERVATIONS_MAX,
        limit(rate == null ? null : rate.max()),
        NEW_RESERVATIONS_TIME,
        rate == null ? "" : rate.time(),
        LOW,
        thresholds == null ? "" : thresholds.low(),
        RECOVERED,
        thresholds == null ? "" : thresholds.recovered(),
        BACK_IN_STOCK,
        thresholds == null ? "" : thresholds.backInStock());
  }

  /** The terms in a product's hash; null when they cannot be read. */
  static Product.@Nullable Terms of(Sku sku, Map<String, String> stored) {
    String name = stored.getOrDefault(NAME, "");
    String reservationTime = stored.getOrDefault(RESERVATION_TIME, "");
    String reservationTimeMax = stored.getOrDefault(RESERVATION_TIME_MAX, "");
    String extensionsMax = stored.getOrDefault(EXTENSIONS_MAX, "");
    String perOrder = stored.getOrDefault(PER_ORDER, "");
    String perCustomer = stored.getOrDefault(PER_CUSTOMER, "");
    if (!isNumber(reservationTime)
        || !(reservationTimeMax.isEmpty() || isNumber(reservationTimeMax))
        || !isLimit(extensionsMax)
        || !isLimit(perOrder)
        || !isLimit(perCustomer)) {
      return null;
    }
    Rate rate = null;
    String rateMax = stored.getOrDefault(NEW_RESERVATIONS_MAX, "");
    if (!rateMax.isEmpty() && !rateMax.equals("0")) {
      try {
        rate =
            new Rate(
                Integer.parseInt(rateMax),
                Duration.ofMillis(Long.parseLong(stored.getOrDefault(NEW_RESERVATIONS_TIME, ""))));
      } catch (IllegalArgumentException e) {
        // As any other limit that cannot be read: it is not sold as if it had none.
        return null;
      }
    }
    return new Product.Terms(
        name.isEmpty() ? sku.value() : name,
        Duration.ofMillis(Long.parseLong(reservationTime)),
        new Product.ExtensionLimits(
            reservationTimeMax.isEmpty()
                ? null
                : Duration.ofMillis(Long.parseLong(reservationTimeMax)),
            extensionsMax.isEmpty() ? null : Integer.valueOf(extensionsMax)),
        new PurchaseLimits(limit(perOrder), limit(perCustomer), rate),
        thresholds(stored));
  }

  /** Damaged thresholds are none: nothing is sold by them. */
  private static @Nullable Thresholds thresholds(Map<String, String> stored) {
    try {
      return new Thresholds(
          Integer.parseInt(stored.getOrDefault(LOW, "")),
          Integer.parseInt(stored.getOrDefault(RECOVERED, "")),
          Integer.parseInt(stored.getOrDefault(BACK_IN_STOCK, "")));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** What of a sale is to be another, as {@code product_register.lua} takes it. */
  static List<String> arguments(Sale.Change sale) {
    Boolean on = sale.on();
    return List.of(on == null ? "" : on ? "1" : "0", time(sale.from()), time(sale.until()));
  }

  /** Empty where it stays, {@link #NO_TIME} where there is to be none. */
  private static String time(@Nullable Instant time) {
    if (time == null) {
      return "";
    }
    return time.equals(Instant.MIN) || time.equals(Instant.MAX)
        ? NO_TIME
        : Long.toString(Math.max(0, time.toEpochMilli()));
  }

  /** A stored sale, empty for none. One that cannot be read is stopped, as the scripts judge it. */
  static Sale sale(String stored) {
    var parts = SALE.matcher(stored);
    if (stored.isEmpty()) {
      return Sale.ALWAYS;
    }
    if (!parts.matches()) {
      return STOPPED;
    }
    Instant from = time(parts.group(2), Instant.MIN);
    Instant until = time(parts.group(3), Instant.MAX);
    return from.isBefore(until) ? new Sale(parts.group(1).equals("1"), from, until) : STOPPED;
  }

  private static Instant time(String stored, Instant none) {
    return stored.isEmpty() ? none : Instant.ofEpochMilli(Long.parseLong(stored));
  }

  static boolean isNumber(@Nullable String value) {
    return value != null && value.matches("\\d{1,18}");
  }

  private static boolean isLimit(String stored) {
    return stored.matches("\\d{0,9}");
  }

  /** 0 stands for no limit. */
  private static int limit(@Nullable Integer limit) {
    return limit == null ? 0 : limit;
  }

  private static @Nullable Integer limit(String stored) {
    int limit = stored.isEmpty() ? 0 : Integer.parseInt(stored);
    return limit == 0 ? null : Integer.valueOf(limit);
  }
}
