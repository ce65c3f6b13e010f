package dev.holdfast.postgres.server;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.settings.ConditionalOnStore;
import dev.holdfast.stock.StoreKind;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Connects to the PostgreSQL that is configured, or starts an embedded one when none is. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnStore(StoreKind.POSTGRES)
class PostgresConfiguration {
  @Bean(destroyMethod = "close")
  PostgresServer postgresServer(Environment environment) {
    return PostgresServer.configured(environment);
  }

  @Bean(destroyMethod = "close")
  HikariDataSource dataSource(
      PostgresServer server, PostgresSettings settings, MeterRegistry meters) {
    return PostgresPool.open(server, settings, meters);
  }

  /** Read each time, since an operator of PostgreSQL can change it while the service runs. */
  @Bean
  Supplier<PostgresFacts> postgresFacts(DataSource source, PostgresServer server) {
    return () -> PostgresFacts.ask(source, server);
  }
}
