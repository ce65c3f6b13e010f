package dev.holdfast.history;

import dev.holdfast.contract.StoreInstance;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Histories drawn by lot: every operation on orders, one after the other, each on another node than
 * the last, with products of all strategies of a store mixed. Every answer and every level is what
 * a simple sequential model says. A failure names the seed of its history: {@code
 * -Dholdfast.test.seed} with it, and {@code -Dholdfast.test.histories=1}, repeats it alone.
 */
abstract class RandomHistories {
  private static final long SEED = Long.getLong("holdfast.test.seed", 20_261_125L);

  private final StoreKind store;
  private final int histories;

  /**
   * @param histories how many are drawn, unless the run says so
   */
  RandomHistories(StoreKind store, int histories) {
    this.store = store;
    this.histories = Integer.getInteger("holdfast.test.histories", histories);
  }

  /** Several instances on one store. */
  abstract List<? extends StoreInstance> nodes();

  /** What is stored of how many units of a product each customer has. */
  abstract Map<String, String> customers(Sku sku);

  @Test
  void everyAnswerAndEveryLevelIsWhatASequentialModelSays() {
    for (int i = 0; i < histories; i++) {
      new RandomHistory(store, nodes(), this::customers, SEED + i).play();
    }
  }
}
