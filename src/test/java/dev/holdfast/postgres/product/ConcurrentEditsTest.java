package dev.holdfast.postgres.product;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.postgres.PostgresInstance;
import dev.holdfast.postgres.PostgresUnderTest;
import dev.holdfast.stock.Inventory.RegisterResult;
import dev.holdfast.stock.Inventory.Registration;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.ConcurrentClients;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Edits of a product whose row another transaction has locked. */
class ConcurrentEditsTest {
  private static CompletableFuture<RegisterResult> editing(
      PostgresInstance store, Sku sku, String name, long revision) {
    var terms = Product.Terms.of(name, Duration.ofMinutes(15));
    return ConcurrentClients.start(
        () -> store.inventory.register(new Registration(sku, null, terms, Set.of(revision))));
  }

  @Test
  void ofTwoEditsOfOneRevisionAtOnce_oneIsMade() throws Exception {
    String schema = PostgresUnderTest.schema();
    try (var store = PostgresInstance.on(schema)) {
      Sku sku = store.product(StrategyType.POSTGRES_ROW_LOCK, 1);
      long revision = store.inventory.products(List.of(sku)).get(sku).revision();
      CompletableFuture<RegisterResult> one;
      CompletableFuture<RegisterResult> two;
      try (var holder = PostgresUnderTest.dataSource(schema).getConnection();
          var statement = holder.createStatement()) {
        holder.setAutoCommit(false);
        statement.execute("SELECT FROM products WHERE sku = '" + sku + "' FOR UPDATE");
        one = editing(store, sku, "one", revision);
        two = editing(store, sku, "two", revision);
        Awaitility.await().until(() -> store.waitingForLocks() == 2);
        holder.rollback();
      }
      assertThat(List.of(one.join(), two.join()))
          .containsExactlyInAnyOrder(RegisterResult.UPDATED, RegisterResult.CHANGED);
      assertThat(store.inventory.products(List.of(sku)).get(sku).revision())
          .isEqualTo(revision + 1);
    }
  }
}
