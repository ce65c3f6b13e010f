package dev.holdfast.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.contract.LookupsContract;
import dev.holdfast.stock.Movement;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The look-ups on PostgreSQL. */
class PostgresLookupsContractTest extends LookupsContract {
  private static final int KEPT = 1_000;

  PostgresLookupsContractTest() {
    super(new PostgresStoreUnderTest());
  }

  private List<Movement> movements(Sku sku) {
    return node().inventory().movements(sku, null, KEPT + 10).orElseThrow().movements();
  }

  @Test
  void theLedgerKeepsItsLastMovements() {
    var store = (PostgresInstance) node();
    Sku sku = store.product(StrategyType.POSTGRES_CONDITIONAL_UPDATE, 1);
    store
        .sql
        .sql(
            "INSERT INTO movements (sku, kind, units, reason, id, moved_at)"
                + " SELECT ?, 'SUPPLY', n, '', n::text, now() FROM generate_series(1, ?) AS n")
        .params(sku.value(), KEPT + 5)
        .update();
    store.restock(sku, 7);
    var kept = movements(sku);
    assertThat(kept).hasSize(KEPT);
    assertThat(kept.getFirst().units()).isEqualTo(7);
    assertThat(kept.getLast().units()).isEqualTo(7);
    assertThat(kept.getLast().supplied()).isNull();
  }

  @Test
  void whatIsTooOldIsNotShown_andForgottenBySweeping() {
    var store = (PostgresInstance) node();
    Sku sku = store.product(StrategyType.POSTGRES_CONDITIONAL_UPDATE, 1);
    store
        .sql
        .sql("UPDATE movements SET moved_at = now() - interval '366 days' WHERE sku = ?")
        .param(sku.value())
        .update();
    store.restock(sku, 2);
    assertThat(movements(sku)).extracting(Movement::units).containsExactly(2L);
    store.orders.sweep();
    assertThat(
            store
                .sql
                .sql("SELECT count(*) FROM movements WHERE sku = ?")
                .param(sku.value())
                .query(Integer.class)
                .single())
        .isEqualTo(1);
  }
}
