package dev.holdfast;

import dev.holdfast.redis.stock.RedisClients;
import dev.holdfast.settings.ConditionalOnStore;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.strategy.lock.redisson.StoppedRenewal;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;

/**
 * What an instance of a race consists of: the way of an order from HTTP to its store, as in the
 * service, and nothing that watches, sweeps, reports or administers. It is no part of the service's
 * own assembly, so it has no annotation that the service's scan would find.
 */
@ImportAutoConfiguration({
  ConfigurationPropertiesAutoConfiguration.class,
  DataRedisAutoConfiguration.class,
  DispatcherServletAutoConfiguration.class,
  HttpMessageConvertersAutoConfiguration.class,
  JacksonAutoConfiguration.class,
  LifecycleAutoConfiguration.class,
  PropertyPlaceholderAutoConfiguration.class,
  SslAutoConfiguration.class,
  TaskExecutionAutoConfiguration.class,
  TomcatServletWebServerAutoConfiguration.class,
  ValidationAutoConfiguration.class,
  WebMvcAutoConfiguration.class
})
@ComponentScan({
  "dev.holdfast.api.http",
  "dev.holdfast.api.json",
  "dev.holdfast.api.order",
  "dev.holdfast.api.problem",
  "dev.holdfast.journal",
  "dev.holdfast.lab",
  "dev.holdfast.redis",
  "dev.holdfast.postgres.server"
})
@ConfigurationPropertiesScan
@EnableConfigurationProperties(ManagementServerProperties.class)
@Import({
  RedisStoreConfiguration.class,
  RedisWatchConfiguration.class,
  PostgresStoreConfiguration.class
})
final class RaceInstance {
  /** Its meters are its own: nothing of a race is in the service's. */
  @Bean
  static MeterRegistry raceMeters() {
    return new SimpleMeterRegistry();
  }

  @Bean
  @ConditionalOnStore(StoreKind.REDIS)
  static StoppedRenewal stoppedRenewal(RedisClients clients) {
    return new StoppedRenewal(clients::redisson);
  }
}
