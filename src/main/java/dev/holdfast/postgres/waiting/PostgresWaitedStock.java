package dev.holdfast.postgres.waiting;

import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.Sku;
import dev.holdfast.waiting.WaitedStock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Levels of PostgreSQL. */
public final class PostgresWaitedStock implements WaitedStock {
  private final Inventory inventory;

  public PostgresWaitedStock(Inventory inventory) {
    this.inventory = inventory;
  }

  @Override
  public void sendTo(Signals receiver) {
    // The levels are read again after a while.
  }

  @Override
  public Map<Sku, Long> look(Set<Sku> waited, Set<Sku> due) {
    var levels = new HashMap<Sku, Long>();
    inventory.levels(due).levels().forEach((sku, level) -> levels.put(sku, level.available()));
    return levels;
  }

  @Override
  public void idle() {
    // Nothing is kept.
  }

  @Override
  public void close() {
    // Nothing is kept.
  }
}
