package dev.holdfast.redis.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.mock.env.MockEnvironment;

/** A property of Spring's that one of the two clients would not follow is refused by its name. */
class UnsupportedRedisPropertiesTest {
  @ParameterizedTest
  @CsvSource({
    "spring.data.redis.timeout, 2s, spring.data.redis.timeout",
    "spring.data.redis.connect-timeout, 2s, spring.data.redis.connect-timeout",
    "spring.data.redis.connectTimeout, 2s, spring.data.redis.connect-timeout",
    "spring.data.redis.client-type, jedis, spring.data.redis.client-type",
    "spring.data.redis.jedis.pool.max-active, 3, spring.data.redis.jedis",
    "spring.data.redis.lettuce.pool.max-active, 3, spring.data.redis.lettuce.pool",
    "spring.data.redis.lettuce.read-from, replica, spring.data.redis.lettuce.read-from",
    "spring.data.redis.masterreplica.nodes, a:1, spring.data.redis.masterreplica",
    "spring.data.redis.masterreplica.nodes[0], a:1, spring.data.redis.masterreplica",
    "spring.data.redis.cluster.max-redirects, 3, spring.data.redis.cluster.max-redirects"
  })
  void aPropertyWithoutEffect_isRefusedByItsName(String name, String value, String named) {
    var environment = new MockEnvironment().withProperty(name, value);

    assertThat(UnsupportedRedisProperties.faults(environment))
        .singleElement()
        .asString()
        .startsWith(named + " cannot be used: ")
        .endsWith(".");
  }

  @Test
  void anEnvironmentVariableWithoutEffect_isRefusedByTheNameOfItsProperty() {
    var environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .replace(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
            new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                Map.of("SPRING_DATA_REDIS_LETTUCE_POOL_MAXACTIVE", "3")));

    assertThat(UnsupportedRedisProperties.faults(environment))
        .singleElement()
        .asString()
        .startsWith("spring.data.redis.lettuce.pool cannot be used: ");
  }

  @ParameterizedTest
  @CsvSource({
    "spring.data.redis.host, h",
    "spring.data.redis.port, 6380",
    "spring.data.redis.url, redis://h:1",
    "spring.data.redis.username, u",
    "spring.data.redis.password, p",
    "spring.data.redis.database, 2",
    "spring.data.redis.client-name, holdfast",
    "spring.data.redis.ssl.enabled, true",
    "spring.data.redis.sentinel.nodes, 'a:1,b:2'",
    "spring.data.redis.sentinel.password, p",
    "spring.data.redis.cluster.nodes, 'a:1,b:2'",
    "spring.data.redis.lettuce.cluster.refresh.period, 5s"
  })
  void whatBothClientsFollow_isNotRefused(String name, String value) {
    assertThat(UnsupportedRedisProperties.faults(new MockEnvironment().withProperty(name, value)))
        .isEmpty();
  }
}
