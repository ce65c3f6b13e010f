package dev.holdfast.http;

import dev.holdfast.postgres.PostgresUnderTest;
import dev.holdfast.testing.RedisUnderTest;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Leads a service to the server that all tests share: to the Redis, or to a schema of its own of
 * the PostgreSQL where {@code holdfast.store} says so. On a busy machine it is as patient as a
 * test.
 */
final class StoreOfTests implements ApplicationContextInitializer<ConfigurableApplicationContext> {
  @Override
  public void initialize(ConfigurableApplicationContext context) {
    boolean isOnPostgres =
        "postgres".equals(context.getEnvironment().getProperty("holdfast.store"));
    (isOnPostgres ? postgres() : redis())
        // Other tests damage the stock of theirs on purpose.
        .and("holdfast.stock.watch.enabled=false")
        .applyTo(context);
  }

  private static TestPropertyValues redis() {
    var redis = RedisUnderTest.shared();
    return TestPropertyValues.of(
        "spring.data.redis.host=" + redis.host(), "spring.data.redis.port=" + redis.port());
  }

  private static TestPropertyValues postgres() {
    String schema = PostgresUnderTest.schema();
    var source = PostgresUnderTest.dataSource(schema);
    return TestPropertyValues.of(
        "spring.datasource.url=jdbc:postgresql://%s:%d/%s?currentSchema=%s"
            .formatted(
                source.getServerNames()[0],
                source.getPortNumbers()[0],
                source.getDatabaseName(),
                schema),
        "spring.datasource.username=" + source.getUser(),
        "spring.datasource.password=" + source.getPassword(),
        "holdfast.postgres.lock-timeout=10s",
        "holdfast.postgres.statement-timeout=20s",
        "holdfast.postgres.socket-timeout=30s",
        "holdfast.postgres.acquire-timeout=20s",
        "holdfast.transactions.connection-wait=20s",
        "holdfast.transactions.retry-time=20s",
        "holdfast.transactions.attempts-max=10000");
  }
}
