package dev.holdfast.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.holdfast.testing.Defaults;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisUnderTest;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What another instance is asked about its lease. */
class LeaseEndpointTest {
  private static final Duration TIMEOUT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofSeconds(20);

  /** Such as one that is stopped in the middle: it holds up nothing but its own answer. */
  @Test
  void anInstanceWhoseAnswerNeverEndsIsGivenUpInTime() throws Exception {
    var redis = RedisUnderTest.shared();
    var client = RedisClient.create(RedisURI.create(redis.host(), redis.port()));
    try (var gateway = Defaults.gateway(client, InstanceSetup.patientRedis());
        var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var endpoint =
          new LeaseEndpoint(
              new InstanceRegistry(
                  new InstanceLeases(gateway),
                  new InstanceSettings(Duration.ofSeconds(30), Duration.ofSeconds(3))),
              TIMEOUT);
      Thread.ofVirtual().start(() -> answerInPart(server));
      var peer = new Peer(UUID.randomUUID().toString(), "127.0.0.1:" + server.getLocalPort());

      Optional<Duration> renewed = assertTimeoutPreemptively(LONG, () -> endpoint.renewedAgo(peer));

      assertThat(renewed).isEmpty();
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
  }

  private static void answerInPart(ServerSocket server) {
    try (var connection = server.accept()) {
      connection
          .getOutputStream()
          .write(
              "HTTP/1.1 200 OK\r\nContent-Length: 80\r\n\r\n{".getBytes(StandardCharsets.US_ASCII));
      // Until the other side gives up.
      var _ = connection.getInputStream().readAllBytes();
    } catch (IOException e) {
      // It has.
    }
  }
}
