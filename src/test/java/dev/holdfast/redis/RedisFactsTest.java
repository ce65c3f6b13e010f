package dev.holdfast.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.redis.RedisFacts.Keeping;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.protocol.CommandType;
import org.junit.jupiter.api.Test;

/** What is said of a Redis, by how it is set up. */
class RedisFactsTest {
  @Test
  void saysWhetherRedisKeepsItsData() {
    try (var server = EmbeddedRedis.start();
        var client = RedisClient.create(RedisURI.create("127.0.0.1", server.port()));
        var connection = client.connect();
        var gateway = new RedisGateway(client, RedisSettings.defaults())) {
      var redis = connection.sync();
      assertThat(RedisFacts.ask(gateway, "here", true).keeping()).isEqualTo(Keeping.EMBEDDED);
      assertThat(RedisFacts.ask(gateway, "here", false).keeping()).isEqualTo(Keeping.NOTHING);
      assertThat(RedisFacts.ask(gateway, "here", false).evicts()).isFalse();

      redis.configSet("maxmemory-policy", "volatile-ttl");
      redis.configSet("save", "60 1");
      assertThat(RedisFacts.ask(gateway, "here", false).keeping()).isEqualTo(Keeping.SNAPSHOTS);
      assertThat(RedisFacts.ask(gateway, "here", false).evicts()).isTrue();
      redis.configSet("save", "");
      redis.aclSetuser("default", AclSetuserArgs.Builder.removeCommand(CommandType.CONFIG));
      assertThat(RedisFacts.ask(gateway, "here", false).keeping()).isEqualTo(Keeping.UNKNOWN);
      assertThat(RedisFacts.ask(gateway, "here", false).evicts()).isTrue();
    }
  }
}
