package dev.holdfast.stock;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A registered product and its binding: which strategy takes its stock, and under which epoch of
 * its counter.
 *
 * @param strategy the strategy's name as it is stored; a name that this version does not know makes
 *     the product unavailable, never unguarded
 * @param epoch the counter's epoch; a take under another one is stale
 * @param revision grows by one with every change of its strategy or its terms, not of its stock; 0
 *     while no version that counts them has changed it
 * @param terms what a client describes of it
 * @param sale when it is sold
 * @param isOnSale whether it was on sale when it was read, by the store's clock
 */
public record Product(
    Sku sku, String strategy, long epoch, long revision, Terms terms, Sale sale, boolean isOnSale) {
  /**
   * The epoch of a product that is paused for its reconciliation: nothing can be taken under it.
   */
  public static final long PAUSED = 0;

  /**
   * What a client describes of a product, besides its strategy.
   *
   * @param reservationTime how long an order of this product stays reserved when it is placed
   * @param thresholds when its stock is low; null when it is not watched
   */
  public record Terms(
      String name,
      Duration reservationTime,
      ExtensionLimits extensions,
      PurchaseLimits limits,
      @Nullable Thresholds thresholds) {
    /** Those of a product without limits. */
    public static Terms of(String name, Duration reservationTime) {
      return new Terms(name, reservationTime, ExtensionLimits.NONE, PurchaseLimits.NONE, null);
    }

    /** The same with these limits. */
    public Terms with(PurchaseLimits limits) {
      return new Terms(name, reservationTime, extensions, limits, thresholds);
    }

    /** The same with these thresholds. */
    public Terms with(@Nullable Thresholds thresholds) {
      return new Terms(name, reservationTime, extensions, limits, thresholds);
    }

    /** The same with these limits of extensions. */
    public Terms with(ExtensionLimits extensions) {
      return new Terms(name, reservationTime, extensions, limits, thresholds);
    }
  }

  /**
   * How long orders of a product may be kept reserved by extending them.
   *
   * @param reservationTimeMax until how long after it was placed; null for as long as the service
   *     allows
   * @param extensionsMax how often, 0 or more; null for any number of times
   */
  public record ExtensionLimits(
      @Nullable Duration reservationTimeMax, @Nullable Integer extensionsMax) {
    /** Those of the service alone. */
    public static final ExtensionLimits NONE = new ExtensionLimits(null, null);
  }

  /**
   * When the stock of a product is low, and when it is not any more. Levels between two of them are
   * in the band that they came from.
   *
   * @param low stock is low at so many available units or fewer, from 0
   * @param recovered it is low no more at so many or more; more than {@code low}
   * @param backInStock a product that was sold out is back at so many or more, from 1 to {@code
   *     recovered}
   */
  public record Thresholds(int low, int recovered, int backInStock) {
    /** The highest threshold. */
    public static final int MAX = 999_999_999;

    public Thresholds {
      if (low < 0 || recovered <= low || recovered > MAX) {
        throw new IllegalArgumentException("low " + low + ", recovered " + recovered);
      }
      if (backInStock < 1 || backInStock > recovered) {
        throw new IllegalArgumentException("back in stock " + backInStock);
      }
    }
  }

  /** One that is on sale at all times. */
  public Product(Sku sku, String strategy, long epoch, long revision, Terms terms) {
    this(sku, strategy, epoch, revision, terms, Sale.ALWAYS, true);
  }

  /** The same under another epoch. */
  public Product under(long other) {
    return new Product(sku, strategy, other, revision, terms, sale, isOnSale);
  }

  /** Whether its stock cannot be taken for the moment. */
  public boolean isPaused() {
    return epoch == PAUSED;
  }

  /**
   * What a customer may have of it; null when there is none.
   *
   * @param customer stands for the customer, empty when there is none
   */
  public @Nullable CustomerLimit allowance(String customer) {
    return customer.isEmpty()
        ? null
        : new CustomerLimit(terms.limits().perCustomer(), customer, terms.limits().rate());
  }

  /**
   * Whether, and from when until when, a product is sold; by the store's clock, in milliseconds.
   *
   * @param on false while its sale is stopped, whatever its times are
   * @param from when its sale begins; {@link Instant#MIN} when that has no time
   * @param until when its sale has ended; {@link Instant#MAX} when that has no time
   */
  public record Sale(boolean on, Instant from, Instant until) {
    /** Sold at all times. */
    public static final Sale ALWAYS = new Sale(true, Instant.MIN, Instant.MAX);

    /**
     * @throws IllegalArgumentException when it would end before it begins
     */
    public Sale {
      if (!from.isBefore(until)) {
        throw new IllegalArgumentException("a sale ends after it begins");
      }
    }

    /** Whether units may be taken at that time. */
    public boolean isOnAt(Instant time) {
      return on && !time.isBefore(from) && time.isBefore(until);
    }

    /**
     * What of a sale is to be another: null stays as it is.
     *
     * @param from {@link Instant#MIN} for none
     * @param until {@link Instant#MAX} for none
     */
    public record Change(@Nullable Boolean on, @Nullable Instant from, @Nullable Instant until) {
      /** Nothing. */
      public static final Change NONE = new Change(null, null, null);

      /** Times are of whole milliseconds. */
      public Change {
        from = from == null ? null : from.truncatedTo(ChronoUnit.MILLIS);
        until =
            until == null || until.equals(Instant.MAX)
                ? until
                : until.truncatedTo(ChronoUnit.MILLIS);
      }

      /** One that sets whether the product is sold at all. */
      public static Change of(boolean on) {
        return new Change(on, null, null);
      }

      /** The sale after this change; empty when it would end before it begins. */
      public Optional<Sale> of(Sale before) {
        Instant begins = from == null ? before.from : from;
        Instant ends = until == null ? before.until : until;
        return begins.isBefore(ends)
            ? Optional.of(new Sale(on == null ? before.on : on, begins, ends))
            : Optional.empty();
      }
    }
  }
}
