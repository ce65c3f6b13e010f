package dev.holdfast.postgres.product;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.contract.StoreInstance;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.postgres.PostgresInstance;
import dev.holdfast.postgres.PostgresUnderTest;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.ConcurrentClients;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Orders that read their products. */
class ProductBindingsTest {
  private final AtomicInteger reads = new AtomicInteger();
  private final CompletableFuture<Void> released = new CompletableFuture<>();

  /** Connections on which a read of products is counted, and waits. */
  private DataSource held(DataSource source) {
    return new DelegatingDataSource(source) {
      @Override
      public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        return (Connection)
            Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("prepareStatement")
                      && arguments[0].equals(ProductTable.FIND)) {
                    reads.incrementAndGet();
                    released.join();
                  }
                  try {
                    return method.invoke(connection, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
      }
    };
  }

  private CompletableFuture<PlaceResult> placing(PostgresInstance store, Sku sku) {
    return ConcurrentClients.start(() -> store.place(StoreInstance.newOrder(), Basket.of(sku, 1)));
  }

  @Test
  void ordersThatComeWhileProductsAreRead_shareTheNextRead() {
    String schema = PostgresUnderTest.schema();
    try (var store = PostgresInstance.on(schema);
        var slow = PostgresInstance.on(schema, this::held)) {
      List<Sku> skus =
          Stream.generate(() -> store.product(StrategyType.POSTGRES_CONDITIONAL_UPDATE, 1))
              .limit(6)
              .toList();
      var first = placing(slow, skus.getFirst());
      Awaitility.await().until(() -> reads.get() == 1);
      var others = skus.stream().skip(1).map(sku -> placing(slow, sku)).toList();
      var unknown = placing(slow, new Sku("not-registered"));
      Awaitility.await()
          .until(() -> slow.meters.get("holdfast.products.queue").gauge().value() == skus.size());
      released.complete(null);
      assertThat(first.join()).isInstanceOf(PlaceResult.Placed.class);
      assertThat(others.stream().map(CompletableFuture::join))
          .allMatch(PlaceResult.Placed.class::isInstance);
      assertThat(unknown.join())
          .isEqualTo(
              new PlaceResult.Refused(new Refusal.UnknownSku(List.of(new Sku("not-registered")))));
      assertThat(reads).hasValue(2);
    } finally {
      released.complete(null);
    }
  }
}
