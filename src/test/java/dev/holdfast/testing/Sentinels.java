package dev.holdfast.testing;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.sentinel.api.sync.RedisSentinelCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.awaitility.Awaitility;
import redis.embedded.RedisSentinel;

/** Three Sentinels that watch a master and its replica. */
public final class Sentinels implements AutoCloseable {
  /** The name that they know the master by. */
  public static final String MASTER = "shop";

  private static final int COUNT = 3;
  private static final Duration READY_MAX = Duration.ofSeconds(60);

  private final List<RedisSentinel> sentinels = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  private final RedisClient client = RedisClient.create();

  /** Starts them, and waits until they know each other and the replica. */
  public Sentinels(int masterPort) {
    for (int i = 0; i < COUNT; i++) {
      int port = freePort();
      RedisSentinel sentinel =
          RedisSentinel.builder()
              .bind("127.0.0.1")
              .port(port)
              .masterName(MASTER)
              .masterPort(masterPort)
              .quorumSize(2)
              .downAfterMilliseconds(5_000L)
              .failoverTimeout(20_000L)
              .build();
      sentinel.start();
      sentinels.add(sentinel);
      ports.add(port);
    }
    for (int port : ports) {
      Awaitility.await("a Sentinel knows all")
          .atMost(READY_MAX)
          .until(() -> knowsAll(on(port, redis -> redis.master(MASTER))));
    }
  }

  private static boolean knowsAll(Map<String, String> master) {
    return Integer.toString(COUNT - 1).equals(master.get("num-other-sentinels"))
        && "1".equals(master.get("num-slaves"));
  }

  /** Where they listen. */
  public List<Integer> ports() {
    return List.copyOf(ports);
  }

  /** Has one of them, but the first, make the replica the master. */
  public void failOver() {
    on(ports.get(1), redis -> redis.failover(MASTER));
  }

  private <T> T on(int port, Function<RedisSentinelCommands<String, String>, T> work) {
    try (var connection =
        client.connectSentinel(StringCodec.UTF8, RedisURI.create("127.0.0.1", port))) {
      return work.apply(connection.sync());
    }
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    sentinels.forEach(RedisSentinel::stop);
  }
}
