package dev.holdfast.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.client.RedisSettings;
import dev.holdfast.redis.client.WriteProbe;
import dev.holdfast.redis.client.WriteProbe.Written;
import dev.holdfast.testing.Defaults;
import dev.holdfast.testing.RedisServerProcess;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a write that is tried says of a Redis that answers PING all the while, or does not. */
class TriedWritesTest {
  private static final RedisSettings SETTINGS = Defaults.of(RedisSettings.class);
  private static final int PARTITIONS = 16;

  private RedisServerProcess server;
  private RedisClient client;
  private RedisGateway redis;

  @BeforeEach
  void connect() {
    server = RedisServerProcess.start();
    client = RedisClient.create(RedisURI.create("127.0.0.1", server.port()));
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .build());
    redis = Defaults.gateway(client, SETTINGS);
  }

  @AfterEach
  void disconnect() {
    redis.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    server.close();
  }

  private void configure(String name, String value) {
    redis.<String>write(commands -> commands.configSet(name, value));
  }

  private void assertAll(Written expected) {
    await()
        .untilAsserted(() ->
            assertThat(Set.copyOf(new WriteProbe(redis).tryWrites())).containsExactly(expected));
  }

  @Test
  void eachKindOfRefusalIsToldApart() {
    assertThat(new WriteProbe(redis).tryWrites()).hasSize(PARTITIONS);
    assertAll(Written.WRITTEN);

    configure("maxmemory", "1");
    redis.ping();
    assertAll(Written.REFUSED);
    configure("maxmemory", "0");

    configure("min-replicas-to-write", "1");
    redis.ping();
    assertAll(Written.REFUSED);
    configure("min-replicas-to-write", "0");

    redis.<String>write(
        commands -> ((RedisAsyncCommands<String, String>) commands).replicaof("127.0.0.1", 1));
    redis.ping();
    assertAll(Written.READ_ONLY);
    redis.<String>write(
        commands -> ((RedisAsyncCommands<String, String>) commands).replicaofNoOne());
    assertAll(Written.WRITTEN);
  }

  @Test
  void aRedisThatHangsOrIsGoneDoesNotAnswer() {
    server.freeze();
    long start = System.nanoTime();
    assertThat(new WriteProbe(redis).tryWrites())
        .hasSize(PARTITIONS)
        .containsOnly(Written.UNANSWERED);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .as("partitions do not wait one after the other")
        .isLessThan(SETTINGS.commandTimeout().multipliedBy(PARTITIONS / 2));
    server.thaw();
    assertAll(Written.WRITTEN);

    server.kill();
    assertAll(Written.UNANSWERED);
    server.startAgain();
    assertAll(Written.WRITTEN);
  }
}
