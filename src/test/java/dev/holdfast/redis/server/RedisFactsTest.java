package dev.holdfast.redis.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.redis.server.RedisFacts.Keeping;
import dev.holdfast.testing.Defaults;
import dev.holdfast.testing.InstanceSetup;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import redis.embedded.RedisExecProvider;

/** What is said of a Redis, by how it is set up. */
class RedisFactsTest {
  @Test
  void saysWhetherRedisKeepsItsData() {
    try (var server = EmbeddedRedis.start();
        var client = RedisClient.create(RedisURI.create("127.0.0.1", server.port()));
        var connection = client.connect();
        var gateway = Defaults.gateway(client, InstanceSetup.patientRedis())) {
      var redis = connection.sync();
      assertThat(RedisFacts.ask(gateway, "here", "bundled").keeping()).isEqualTo(Keeping.EMBEDDED);
      assertThat(RedisFacts.ask(gateway, "here", null).keeping()).isEqualTo(Keeping.NOTHING);
      assertThat(RedisFacts.ask(gateway, "here", null).evicts()).isFalse();

      redis.configSet("maxmemory-policy", "volatile-ttl");
      redis.configSet("save", "60 1");
      assertThat(RedisFacts.ask(gateway, "here", null).keeping()).isEqualTo(Keeping.SNAPSHOTS);
      assertThat(RedisFacts.ask(gateway, "here", null).evicts()).isTrue();
      redis.configSet("save", "");
      redis.aclSetuser("default", AclSetuserArgs.Builder.removeCommand(CommandType.CONFIG));
      assertThat(RedisFacts.ask(gateway, "here", null).keeping()).isEqualTo(Keeping.UNKNOWN);
      assertThat(RedisFacts.ask(gateway, "here", null).evicts()).isTrue();
    }
  }

  @Test
  void namesTheCommandsThatRedisDoesNotKnow(@TempDir Path directory) throws IOException {
    Path config = Files.writeString(directory.resolve("redis.conf"), "rename-command XADD away\n");
    Path hardened = directory.resolve("redis-server");
    Files.writeString(
        hardened,
        """
        #!/bin/sh
        if [ "$1" = --version ]; then echo 'Redis server v=8.0.2'; exit; fi
        exec '%s' '%s' "$@"
        """
            .formatted(RedisExecProvider.defaultProvider().get().getAbsolutePath(), config));
    Files.setPosixFilePermissions(hardened, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (var server = EmbeddedRedis.startUntilClosed(hardened.toString(), null);
        var client = RedisClient.create(RedisURI.create("127.0.0.1", server.port()));
        var gateway = Defaults.gateway(client, InstanceSetup.patientRedis())) {
      assertThat(RedisFacts.ask(gateway, "here", null).unusable())
          .containsExactly("The store does not know XADD, which Holdfast needs under this name.");
      assertThat(RedisFacts.ask(gateway, "here", server.executable()).where())
          .isEqualTo("an embedded redis-server 7.0.15 (" + hardened + ") at here");
    }
  }

  @Test
  void oneThatIsTooOldCannotBeUsed() {
    var old = ServerVersion.reported("redis_version:6.2.14");
    assertThat(RedisFacts.unusable(old, List.of()))
        .containsExactly(
            "The store is Redis 6.2.14, and the oldest that will do is Redis 7.0 or Valkey 7.2.");
    assertThat(RedisFacts.unusable(ServerVersion.reported("redis_version:7.0.15"), List.of()))
        .isEmpty();
  }

  /** What the scripts call is looked for, whatever they come to call. */
  @Test
  void everyCommandOfTheScriptsIsLookedFor() throws IOException {
    Set<String> called = new TreeSet<>();
    for (Resource script :
        new PathMatchingResourcePatternResolver().getResources("classpath:redis/*/*.lua")) {
      Pattern.compile("redis\\.p?call\\('([A-Z]+)'")
          .matcher(script.getContentAsString(StandardCharsets.UTF_8))
          .results()
          .forEach(call -> called.add(call.group(1)));
    }
    assertThat(called).hasSizeGreaterThan(15);
    assertThat(RedisFacts.COMMANDS).containsAll(called);
  }
}
