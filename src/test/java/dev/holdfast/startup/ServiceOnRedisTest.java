package dev.holdfast.startup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.http.RedisOnly;
import dev.holdfast.http.RunningService;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.context.ConfigurableApplicationContext;

/** On Redis there is no trace of the other store, although its libraries are there. */
@RedisOnly("ServiceOnPostgresTest is its counterpart.")
class ServiceOnRedisTest extends RunningService {
  @Autowired ConfigurableApplicationContext context;
  @Autowired MeterRegistry meters;
  @Autowired HealthEndpoint health;

  @Test
  void nothingOfPostgresqlIsThere() {
    assertThat(
            Arrays.stream(context.getBeanDefinitionNames())
                .map(context::getType)
                .filter(type ->
                    type != null
                        && type.getName().matches(".*([Pp]ostgres|jdbc|hikari|[Ff]lyway).*"))
                .filter(type -> !type.isRecord()))
        .isEmpty();
    assertThat(meters.getMeters())
        .noneMatch(meter ->
            meter
                .getId()
                .getName()
                .matches("hikaricp.*|jdbc.*|holdfast\\.(postgres|transactions).*"));
    assertThat(health.healthForPath("db")).isNull();
    assertThat(health.healthForPath("redis")).isNotNull();
  }
}
