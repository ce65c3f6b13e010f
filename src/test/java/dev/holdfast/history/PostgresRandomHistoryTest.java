package dev.holdfast.history;

import dev.holdfast.postgres.PostgresInstance;
import dev.holdfast.postgres.PostgresUnderTest;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** On PostgreSQL, where there is one way. */
class PostgresRandomHistoryTest extends RandomHistories {
  private static List<PostgresInstance> nodes = List.of();

  PostgresRandomHistoryTest() {
    super(StoreKind.POSTGRES, 30);
  }

  @BeforeAll
  static void start() {
    String schema = PostgresUnderTest.schema();
    nodes = Stream.generate(() -> PostgresInstance.on(schema)).limit(3).toList();
  }

  @AfterAll
  static void stop() {
    nodes.forEach(PostgresInstance::close);
  }

  @Override
  List<PostgresInstance> nodes() {
    return nodes;
  }

  @Override
  Map<String, String> customers(Sku sku) {
    var counted = new HashMap<String, String>();
    nodes
        .getFirst()
        .sql
        .sql("SELECT customer, units FROM customer_units WHERE sku = ?")
        .param(sku.value())
        .query(row -> {
          counted.put(row.getString("customer"), row.getString("units"));
        });
    return counted;
  }
}
