package dev.holdfast.redis.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.testing.RedisUnderTest;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A command that was never sent has certainly changed nothing. */
class NeverSentTest {
  @Test
  void aCommandOnAConnectionThatIsClosedWasNotSent() {
    var redis = RedisUnderTest.shared();
    var client = RedisClient.create(RedisURI.create(redis.host(), redis.port()));
    client.setOptions(ClientOptions.builder().autoReconnect(false).build());
    try {
      var connection = client.connect();
      var commands = connection.async();
      connection.close();

      var refused =
          Objects.requireNonNull(catchThrowable(() -> commands.ping().get(20, TimeUnit.SECONDS)));

      var fault =
          refused instanceof RedisException ? refused : Objects.requireNonNull(refused.getCause());
      assertThat(RedisFaults.meaning(fault, true)).isInstanceOf(StoreUnavailableException.class);
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
  }
}
