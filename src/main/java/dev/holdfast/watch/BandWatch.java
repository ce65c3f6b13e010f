package dev.holdfast.watch;

import dev.holdfast.alert.AlertSettings;
import dev.holdfast.alert.StockBand;
import dev.holdfast.alert.StockBands;
import dev.holdfast.alert.StockBands.Sampled;
import dev.holdfast.stock.Sku;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Samples the bands of watched products, and counts the products of each band. Crossings are the
 * store's to find, so all instances may sample.
 *
 * <p>One thread samples; any thread may read the numbers.
 */
public final class BandWatch {
  private final StockBands bands;
  private final AlertSettings settings;

  /** Behind which product the next sample begins; null for the first one. */
  private @Nullable Sku after;

  private Count counting = new Count();

  /** The result of the last round of all watched products. */
  private volatile @Nullable Count last;

  public BandWatch(StockBands bands, AlertSettings settings) {
    this.bands = bands;
    this.settings = settings;
  }

  /** How many products a round found; it changes no more once it is the last one. */
  private static final class Count {
    final Map<StockBand, Integer> inBand = new EnumMap<>(StockBand.class);
    int shortfalls;

    void add(Sampled product) {
      if (product.band() != null) {
        inBand.merge(product.band(), 1, Integer::sum);
      }
      shortfalls += product.shortfall() ? 1 : 0;
    }
  }

  /** Publishes the numbers; they are unknown before the first round has ended. */
  public void bindTo(MeterRegistry meters) {
    for (StockBand band : StockBand.values()) {
      Gauge.builder("holdfast.stock.bands", this, watch -> watch.products(band))
          .tag("band", band.name().toLowerCase(Locale.ROOT).replace('_', '-'))
          .description("Products with thresholds by the band of their stock, at the last round")
          .strongReference(true)
          .register(meters);
    }
    Gauge.builder("holdfast.stock.shortfalls", this, BandWatch::shortfalls)
        .description("Products with fewer units than their orders have, at the last round")
        .strongReference(true)
        .register(meters);
  }

  private double products(StockBand band) {
    Count count = last;
    return count == null ? Double.NaN : count.inBand.getOrDefault(band, 0);
  }

  private double shortfalls() {
    Count count = last;
    return count == null ? Double.NaN : count.shortfalls;
  }

  /**
   * Samples as many products as one sample may, and goes on behind them the next time.
   *
   * @throws dev.holdfast.stock.StoreUnavailableException when the store does not answer
   */
  public void sample() {
    int left = settings.sampleMax();
    while (left > 0 && !Thread.currentThread().isInterrupted()) {
      int some = Math.min(left, settings.batchMax());
      StockBands.Sample sample = bands.sample(after, some);
      sample.products().forEach(counting::add);
      after = sample.next().orElse(null);
      left -= some;
      if (after == null) {
        last = counting;
        counting = new Count();
        return;
      }
    }
  }
}
