package dev.holdfast.watch;

import dev.holdfast.stock.Audit;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockDamagedException;
import dev.holdfast.stock.StockLevel;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.stock.StrategyUnavailableException;
import dev.holdfast.strategy.StrategyType;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Inspects every product of the catalogue and counts those whose stock does not add up. A product
 * that stops adding up is named in the log once, and once more when it adds up again.
 *
 * <p>While orders are in progress, a strategy of several steps may show units that are taken but
 * not yet recorded. The watch counts those only when the product has not changed for a while and
 * they are still there. Every other imbalance counts as damage at once.
 *
 * <p>One thread inspects; any thread may read the numbers.
 */
public final class StockWatch {
  private static final Logger log = LoggerFactory.getLogger(StockWatch.class);

  private final Inventory inventory;
  private final StockWatchSettings settings;
  private final long startNanos = System.nanoTime();

  /** The result of the last full inspection. */
  private volatile @Nullable Inspection last;

  public StockWatch(Inventory inventory, StockWatchSettings settings) {
    this.inventory = inventory;
    this.settings = settings;
  }

  /**
   * A product whose imbalance may come from orders in progress.
   *
   * @param sinceNanos since when nothing has happened to it
   */
  private record Suspect(StockLevel level, long version, long sinceNanos) {
    boolean stoodStillUntil(Audit now) {
      return level.equals(now.level()) && version == now.version();
    }
  }

  /** The result of one inspection. It is complete with its last page, and immutable after that. */
  private static final class Inspection {
    final Map<Sku, Suspect> suspects = new HashMap<>();
    final Map<Sku, Audit> damaged = new TreeMap<>();
    int products;
    long shortfall;
    long endNanos;

    long oversold() {
      return damaged.values().stream().mapToLong(audit -> audit.level().oversold()).sum();
    }
  }

  /** Publishes the numbers; they are unknown before the first inspection has ended. */
  public void bindTo(MeterRegistry meters) {
    gauge(
        meters,
        "holdfast.stock.unconserved",
        "Products whose stock did not add up at the last full inspection",
        StockWatch::unconserved);
    gauge(
        meters,
        "holdfast.stock.oversold",
        "Units promised twice, at the last full inspection",
        StockWatch::oversold);
    gauge(
        meters,
        "holdfast.stock.shortfall",
        "Units promised that stock counts did not find, at the last full inspection",
        StockWatch::shortfall);
    TimeGauge.builder("holdfast.stock.watch.age", this, TimeUnit.SECONDS, StockWatch::ageSeconds)
        .description("Time since the last full inspection of all stock ended")
        .strongReference(true)
        .register(meters);
  }

  private void gauge(
      MeterRegistry meters, String name, String description, ToDoubleFunction<StockWatch> value) {
    Gauge.builder(name, this, value)
        .description(description)
        .strongReference(true)
        .register(meters);
  }

  double unconserved() {
    Inspection result = last;
    return result == null ? Double.NaN : result.damaged.size();
  }

  double oversold() {
    Inspection result = last;
    return result == null ? Double.NaN : result.oversold();
  }

  double shortfall() {
    Inspection result = last;
    return result == null ? Double.NaN : result.shortfall;
  }

  /**
   * The result of the last full inspection.
   *
   * @param products how many products it read
   * @param oversold units promised twice
   * @param shortfall units promised that stock counts did not find
   * @param unconserved the products that do not add up, in SKU order
   * @param ageMillis how long ago it ended
   */
  public record Totals(
      int products, long oversold, long shortfall, Set<Sku> unconserved, long ageMillis) {}

  /** The last full inspection; empty before the first has ended. */
  public Optional<Totals> totals() {
    return Optional.ofNullable(last)
        .map(result ->
            new Totals(
                result.products,
                result.oversold(),
                result.shortfall,
                Collections.unmodifiableSet(result.damaged.keySet()),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - result.endNanos)));
  }

  private double ageSeconds() {
    Inspection result = last;
    return (System.nanoTime() - (result == null ? startNanos : result.endNanos)) / 1e9;
  }

  /**
   * Inspects the whole catalogue once. When this fails, or its thread is interrupted, the last
   * result stays.
   *
   * @throws dev.holdfast.stock.StoreUnavailableException when the store cannot be asked
   */
  public void inspect() {
    Inspection known = last;
    Inspection before = known == null ? new Inspection() : known;
    var now = new Inspection();
    @Nullable Sku after = null;
    do {
      var page = inventory.skus(after, settings.batchMax());
      examine(page.skus(), before, now);
      after = page.next().orElse(null);
      if (after != null) {
        LockSupport.parkNanos(settings.batchPause().toNanos());
      }
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
    } while (after != null);
    now.endNanos = System.nanoTime();
    last = now;
    report(before, now);
  }

  private void examine(List<Sku> skus, Inspection before, Inspection now) {
    var doubtful = new TreeMap<Sku, Audit>();
    inventory
        .audits(skus)
        .forEach((sku, audit) -> {
          now.products++;
          now.shortfall += audit.level().shortfall();
          if (audit.level().shortfall() > 0 && audit.level().available() > 0) {
            fillShortfall(sku);
          }
          if (!audit.isConserved()) {
            doubtful.put(sku, audit);
          }
        });
    if (doubtful.isEmpty()) {
      return;
    }
    Map<Sku, Product> products =
        inventory.products(
            doubtful.values().stream()
                .filter(StockWatch::isReadable)
                .map(audit -> audit.level().sku())
                .toList());
    doubtful.forEach((sku, audit) -> {
      if (before.damaged.containsKey(sku)
          || !mayBeUnderWay(audit, products.get(sku))
          || hasStoodStill(audit, before.suspects.get(sku))) {
        now.damaged.put(sku, audit);
      } else if (now.suspects.size() < settings.suspectsMax()) {
        now.suspects.put(sku, suspect(audit, before.suspects.get(sku)));
      }
    });
  }

  /** A product that cannot be filled now does not keep the others from being looked at. */
  private void fillShortfall(Sku sku) {
    try {
      inventory.fillShortfall(sku);
    } catch (StoreUnavailableException
        | OutcomeUnknownException
        | StockDamagedException
        | StrategyUnavailableException e) {
      log.warn("units of {} are for sale beside its shortfall, for now: {}", sku, e.getMessage());
    }
  }

  /**
   * Whether orders in progress could explain it: units that were taken and are not recorded yet.
   */
  private static boolean mayBeUnderWay(Audit audit, @Nullable Product product) {
    return mayBeUnderWay(audit.level(), product)
        && isReadable(audit)
        && audit.findings().stream().noneMatch(f -> f.kind() == Audit.Kind.MISSING_KEY);
  }

  /**
   * The same by a level alone.
   *
   * @param product null where it cannot be read
   */
  public static boolean mayBeUnderWay(StockLevel level, @Nullable Product product) {
    boolean exactAtEveryMoment =
        product != null
            && StrategyType.of(product.strategy())
                .map(type -> type.guarantee().conservedAtEveryMoment())
                .orElse(false);
    return !exactAtEveryMoment && level.discrepancy() > 0 && level.oversold() == 0;
  }

  private static boolean isReadable(Audit audit) {
    return audit.findings().stream().noneMatch(f -> f.kind() == Audit.Kind.UNREADABLE);
  }

  private boolean hasStoodStill(Audit audit, @Nullable Suspect before) {
    return before != null
        && before.stoodStillUntil(audit)
        && System.nanoTime() - before.sinceNanos() >= settings.settle().toNanos();
  }

  private static Suspect suspect(Audit audit, @Nullable Suspect before) {
    return before != null && before.stoodStillUntil(audit)
        ? before
        : new Suspect(audit.level(), audit.version(), System.nanoTime());
  }

  private void report(Inspection before, Inspection now) {
    var broken = without(now.damaged, before.damaged.keySet());
    var mended = without(before.damaged, now.damaged.keySet());
    broken.stream()
        .limit(settings.toldMax())
        .forEach(audit ->
            log.error(
                "the stock of {} does not add up: {} ({})",
                audit.level().sku(),
                words(audit.findings()),
                audit.level().words()));
    if (broken.size() > settings.toldMax()) {
      log.error("{} more products do not add up", broken.size() - settings.toldMax());
    }
    mended.stream()
        .limit(settings.toldMax())
        .forEach(
            audit -> log.info("the stock of {} adds up again, or is gone", audit.level().sku()));
    if (mended.size() > settings.toldMax()) {
      log.info("{} more products add up again", mended.size() - settings.toldMax());
    }
  }

  private static List<Audit> without(Map<Sku, Audit> audits, Set<Sku> others) {
    return audits.values().stream().filter(audit -> !others.contains(audit.level().sku())).toList();
  }

  private static String words(List<Audit.Finding> findings) {
    return findings.stream()
        .map(finding ->
            finding.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                + ", "
                + finding.detail())
        .collect(Collectors.joining("; "));
  }
}
