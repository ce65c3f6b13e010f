package dev.holdfast.postgres.stock;

import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockDamagedException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves units that orders hold: gives them back, sells them, takes them back, forgets them. The
 * changes of a transaction are summed, one for each SKU, and executed in SKU order, in which every
 * transaction locks stock. Safe for use by many threads.
 */
public final class StockChanges {
  private static final Logger log = LoggerFactory.getLogger(StockChanges.class);

  /**
   * Freed units fill a shortfall, and then what is oversold, before they are available. Units that
   * are written off leave the supply; those that a count booked as missing left it then, and leave
   * the shortfall. A row that does not have the units stays as it is: what an unsafe strategy sold
   * twice cannot come back twice.
   */
  private static final String CHANGE =
      """
      UPDATE stock
      SET available = available
            + greatest(0, ? - (shortfall - greatest(0, ? - supplied)) - oversold),
          shortfall = greatest(0, shortfall - greatest(0, ? - supplied) - ?),
          oversold = greatest(0,
            oversold - greatest(0, ? - (shortfall - greatest(0, ? - supplied)))),
          reserved = reserved - ?,
          sold = sold + ?,
          supplied = greatest(0, supplied - ?),
          sold_forgotten = sold_forgotten + ?,
          version = version + 1
      WHERE sku = ? AND reserved >= ? AND sold + ? >= 0 AND supplied + shortfall >= ?
      """;

  /** The same for what is sold by the unit. */
  private static final String WRITE_OFF_BY_UNIT =
      """
      UPDATE stock
      SET supplied = greatest(0, supplied - ?),
          shortfall = shortfall - greatest(0, ? - supplied),
          version = version + 1
      WHERE sku = ? AND by_unit AND supplied + shortfall >= ?
      """;

  private final Counter refused;

  public StockChanges(MeterRegistry meters) {
    this.refused =
        Counter.builder("holdfast.stock.changes.refused")
            .description(
                "Changes of a SKU whose counters do not have the units; the audit says why")
            .register(meters);
  }

  /** What is to move, by SKU. Used by one thread. */
  public static final class Units {
    private final SortedMap<Sku, Sums> bySku = new TreeMap<>();

    /** Reserved units that become available. */
    public void giveBack(Sku sku, long units) {
      of(sku).freed += units;
    }

    /** Reserved units that are sold. */
    public void sell(Sku sku, long units) {
      of(sku).sold += units;
    }

    /** Sold units of which no reservation tells any more. */
    public void forget(Sku sku, long units) {
      of(sku).forgotten += units;
    }

    /**
     * Sold units that come back.
     *
     * @param freed those that become available
     * @param writtenOff those that leave the supply
     */
    public void takeBack(Sku sku, long freed, long writtenOff) {
      Sums sums = of(sku);
      sums.returned += freed;
      sums.writtenOff += writtenOff;
    }

    private Sums of(Sku sku) {
      return bySku.computeIfAbsent(sku, key -> new Sums());
    }
  }

  /** What is to move of one SKU. */
  private static final class Sums {
    long freed;
    long sold;
    long forgotten;
    long returned;
    long writtenOff;

    /** Units that become available, or fill a shortfall. */
    long back() {
      return freed + returned;
    }

    Object[] parameters(Sku sku) {
      long held = freed + sold;
      long soldMore = sold - returned - writtenOff;
      return new Object[] {
        back(),
        writtenOff,
        writtenOff,
        back(),
        back(),
        writtenOff,
        held,
        soldMore,
        writtenOff,
        forgotten,
        sku.value(),
        held,
        soldMore,
        writtenOff
      };
    }
  }

  /** Executes changes. What the counters do not have is counted, and is for the audit to find. */
  public void execute(Transaction transaction, Units units) {
    for (Sku sku : notExecuted(transaction, units)) {
      refused.increment();
      log.warn("the counters of {} do not have the units that its orders hold; audit it", sku);
    }
  }

  /**
   * Executes changes of several orders, which are summed, or of a return: where the counters have
   * some of the units only, nothing of it may happen.
   *
   * @throws StockDamagedException when the counters do not have all of a SKU's units
   */
  public void executeAll(Transaction transaction, Units units) {
    List<Sku> damaged = notExecuted(transaction, units);
    if (!damaged.isEmpty()) {
      throw new StockDamagedException(
          "the counters of " + damaged + " do not have the units that these orders hold together");
    }
  }

  /** Executes changes; returns the SKUs whose counters do not have the units. */
  private static List<Sku> notExecuted(Transaction transaction, Units units) {
    List<Sku> left = notCounted(transaction, List.copyOf(units.bySku.keySet()), units);
    return left.isEmpty() ? left : notByUnit(transaction, left, units);
  }

  /** Changes the counters; returns the SKUs whose counters do not have the units. */
  private static List<Sku> notCounted(Transaction transaction, List<Sku> skus, Units units) {
    var rows = new ArrayList<Object[]>();
    for (Sku sku : skus) {
      rows.add(Objects.requireNonNull(units.bySku.get(sku)).parameters(sku));
    }
    StockLocks.lock(transaction, skus);
    int[] written = transaction.batch(CHANGE, rows);
    return IntStream.range(0, written.length)
        .filter(i -> written[i] == 0)
        .mapToObj(skus::get)
        .toList();
  }

  /** Whether so many units that are sold by the unit have left the supply, or the shortfall. */
  private static boolean writtenOffByUnit(Transaction transaction, Sku sku, long units) {
    return units == 0
        || transaction.update(WRITE_OFF_BY_UNIT, units, units, sku.value(), units) == 1;
  }

  /**
   * Gives back what is sold by the unit, which no counter has; returns the other SKUs. One that was
   * sold by the unit until a change of its strategy has its units in its counters by now.
   */
  private static List<Sku> notByUnit(Transaction transaction, List<Sku> skus, Units units) {
    Map<String, Long> byUnit = UnitRows.lockByUnit(transaction, skus);
    var others = new ArrayList<Sku>();
    for (Sku sku : skus) {
      @Nullable Long owed = byUnit.get(sku.value());
      Sums sums = Objects.requireNonNull(units.bySku.get(sku));
      if (owed == null || !writtenOffByUnit(transaction, sku, sums.writtenOff)) {
        others.add(sku);
      } else if (sums.back() > 0) {
        UnitRows.giveBack(transaction, sku, sums.back(), owed > 0);
      }
    }
    return others.isEmpty() ? others : notCounted(transaction, others, units);
  }
}
