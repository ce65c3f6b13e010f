package dev.holdfast.alert;

import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreUnavailableException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The bands of watched products: those with thresholds, and those with a shortfall. The store holds
 * the band and the number of the last crossing, so that of several instances one alone finds a
 * crossing. Implementations are safe for use by many threads.
 *
 * <p>Throws {@link StoreUnavailableException} or {@link OutcomeUnknownException} when the store
 * does not answer: a crossing that was numbered and not announced is announced by the next sample.
 */
public interface StockBands {
  /**
   * Samples watched products in SKU order, and adds an event for each crossing to the {@link
   * ProductEvents}.
   *
   * @param after the SKU behind which to begin; null begins with the first
   * @param limit how many products at most
   */
  Sample sample(@Nullable Sku after, int limit);

  /**
   * What a sample found.
   *
   * @param next behind which SKU the next sample begins; empty when these were the last
   */
  record Sample(List<Sampled> products, Optional<Sku> next) {}

  /**
   * A product as it was sampled.
   *
   * @param band null when the product has no thresholds
   * @param shortfall whether units are missing
   */
  record Sampled(Sku sku, @Nullable StockBand band, boolean shortfall) {}
}
