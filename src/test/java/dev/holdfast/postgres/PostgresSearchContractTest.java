package dev.holdfast.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.contract.SearchContract;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import org.junit.jupiter.api.Test;

/** Searching orders on PostgreSQL. */
class PostgresSearchContractTest extends SearchContract {
  PostgresSearchContractTest() {
    super(new PostgresStoreUnderTest());
  }

  @Test
  void aForgottenOrderIsFoundNoMore() {
    var node = (PostgresInstance) start(way());
    Sku sku = node.product(StrategyType.POSTGRES_CONDITIONAL_UPDATE, 5);
    OrderId order = place(node, reference(), "", sku);
    node.orders().cancel(order, VersionCondition.NONE);
    node.age(91);
    node.orders().sweep();
    assertThat(node.orders().find(order)).isEmpty();
    assertThat(node.orders().search(reference(), "", 5).orders()).isEmpty();
  }
}
