package dev.holdfast.testing;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.sentinel.api.sync.RedisSentinelCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.awaitility.Awaitility;

/** Three Sentinels that watch a master and its replica. */
public final class Sentinels implements AutoCloseable {
  /** The name that they know the master by. */
  public static final String MASTER = "shop";

  private static final int COUNT = 3;
  private static final Duration READY_MAX = Duration.ofSeconds(60);

  private final List<RedisServerProcess> sentinels = new ArrayList<>();
  private final RedisClient client = RedisClient.create();

  /** Starts them, and waits until they know each other and the replica. */
  public Sentinels(int masterPort) {
    for (int i = 0; i < COUNT; i++) {
      sentinels.add(
          RedisServerProcess.sentinel(
              List.of(
                  "sentinel monitor %s 127.0.0.1 %d 2".formatted(MASTER, masterPort),
                  "sentinel down-after-milliseconds %s 5000".formatted(MASTER),
                  "sentinel failover-timeout %s 20000".formatted(MASTER))));
    }
    for (int port : ports()) {
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
    return sentinels.stream().map(RedisServerProcess::port).toList();
  }

  /** Has one of them, but the first, make the replica the master. */
  public void failOver() {
    on(ports().get(1), redis -> redis.failover(MASTER));
  }

  private <T> T on(int port, Function<RedisSentinelCommands<String, String>, T> work) {
    try (var connection =
        client.connectSentinel(StringCodec.UTF8, RedisURI.create("127.0.0.1", port))) {
      return work.apply(connection.sync());
    }
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    sentinels.forEach(RedisServerProcess::close);
  }
}
