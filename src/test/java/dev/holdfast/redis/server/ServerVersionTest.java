package dev.holdfast.redis.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which server it is, as it reports itself, and which are too old. */
class ServerVersionTest {
  @Test
  void valkeyIsNamedByItsOwnVersionNotByTheOneThatItIsCompatibleWith() {
    assertThat(
            ServerVersion.reported(
                "# Server\r\n"
                    + "redis_version:7.2.4\r\n"
                    + "server_name:valkey\r\n"
                    + "valkey_version:8.1.1\r\n"))
        .hasToString("Optional[Valkey 8.1.1]");
    assertThat(ServerVersion.reported("# Server\r\nredis_version:8.0.2\r\nredis_mode:standalone"))
        .hasToString("Optional[Redis 8.0.2]");
    assertThat(ServerVersion.reported("# Server\r\n")).isEmpty();
  }

  @Test
  void anExecutableSaysItToo() {
    assertThat(ServerVersion.printed("Redis server v=8.0.2 sha=00000000:1 malloc=jemalloc bits=64"))
        .hasToString("Optional[Redis 8.0.2]");
    assertThat(ServerVersion.printed("Valkey server v=8.1.1 sha=00000000:1 malloc=jemalloc"))
        .hasToString("Optional[Valkey 8.1.1]");
    assertThat(ServerVersion.printed("redis-cli 8.0.2")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "REDIS,  6.2.14,      true",
    "REDIS,  7.0.0,       false",
    "REDIS,  7.0,         false",
    "REDIS,  10.1.2,      false",
    "REDIS,  255.255.255, false",
    "REDIS,  unstable,    false",
    "VALKEY, 7.1.9,       true",
    "VALKEY, 7.2.5,       false",
    "VALKEY, 8.1.1,       false"
  })
  void whatIsOlderThanScriptsWithFlagsIsTooOld(
      ServerVersion.Product product, String number, boolean tooOld) {
    assertThat(new ServerVersion(product, number).isTooOld()).isEqualTo(tooOld);
  }
}
