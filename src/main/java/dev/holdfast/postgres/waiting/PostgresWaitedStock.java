package dev.holdfast.postgres.waiting;

import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.Sku;
import dev.holdfast.waiting.WaitedStock;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Levels and signals over PostgreSQL. One connection outside the pool receives the signals of all
 * SKUs; it exists while orders wait. Without it levels are read all the same.
 */
public final class PostgresWaitedStock implements WaitedStock {
  private static final Logger log = LoggerFactory.getLogger(PostgresWaitedStock.class);

  private final DataSource direct;
  private final Inventory inventory;
  private volatile @Nullable Signals signals;
  private @Nullable StockListener listener;
  private boolean refused;

  /**
   * @param direct gives connections outside the pool
   * @param inventory reads the levels
   */
  public PostgresWaitedStock(DataSource direct, Inventory inventory) {
    this.direct = direct;
    this.inventory = inventory;
  }

  @Override
  public void sendTo(Signals receiver) {
    signals = receiver;
  }

  @Override
  public synchronized Map<Sku, Long> look(Set<Sku> waited, Set<Sku> due) {
    Signals receiver = Objects.requireNonNull(signals);
    if (listens(receiver) && !due.containsAll(waited)) {
      // What came back while there was no listener was not signalled.
      receiver.ofAny();
    }
    var levels = new HashMap<Sku, Long>();
    if (!due.isEmpty()) {
      inventory
          .stocked(due)
          .forEach(stocked ->
              levels.put(
                  stocked.product().sku(),
                  stocked.product().isOnSale() ? stocked.level().available() : NOT_ON_SALE));
    }
    return levels;
  }

  /** Whether it listens since now. */
  private boolean listens(Signals receiver) {
    if (listener != null && listener.isListening()) {
      return false;
    }
    try {
      listener = StockListener.open(direct, receiver::ofAny);
      refused = false;
      return true;
    } catch (SQLException e) {
      listener = null;
      if (!refused) {
        refused = true;
        log.warn("Signals of units that came back are not received: {}", e.getMessage());
      }
      return false;
    }
  }

  @Override
  public synchronized void idle() {
    if (listener != null) {
      listener.end();
      listener = null;
    }
  }

  @Override
  public void close() {
    idle();
  }
}
