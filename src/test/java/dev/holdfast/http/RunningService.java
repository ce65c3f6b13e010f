package dev.holdfast.http;

import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.data.redis.connection.DataType;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ContextConfiguration;

/**
 * The whole service on a port of its own, and on the Redis that all tests share; or on their
 * PostgreSQL, with strategies of the same kind, where a class is {@link OnPostgres}.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = StoreOfTests.class)
public abstract class RunningService {
  public @LocalServerPort int port;

  /** To look behind the service, never to prepare what it should do itself. */
  @Autowired(required = false)
  public StringRedisTemplate redis;

  /** The same on PostgreSQL. */
  @Autowired(required = false)
  public DataSource postgres;

  public Shop shop;

  @BeforeEach
  public void openShop() {
    if (shop == null || shop.port() != port) {
      shop = new Shop(port, "", postgres == null ? UnaryOperator.identity() : Shop::onPostgres);
    }
  }

  /** All that the store has of a product and of an order, as text. */
  public String stored(String sku, String order) {
    var kept = new StringBuilder();
    if (postgres != null) {
      var sql = JdbcClient.create(postgres);
      for (String table :
          sql.sql("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
              .query(String.class)
              .list()) {
        sql.sql("SELECT kept::text FROM " + table + " AS kept").query(String.class).list().stream()
            .filter(row -> row.contains(sku) || row.contains(order))
            .forEach(row -> kept.append(table).append(row));
      }
      return kept.toString();
    }
    for (String key : redis.keys("holdfast:*")) {
      kept.append(key);
      if (key.contains(sku) || key.endsWith(order)) {
        kept.append(redis.type(key) == DataType.HASH ? redis.opsForHash().entries(key) : "");
      }
    }
    return kept.toString();
  }
}
