package dev.holdfast.redis.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.Partitions;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.pubsub.StatefulRedisClusterPubSubConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The connections to the masters of a Cluster, which the client may close. */
class ClusterSubscriberTest {
  private static final String CHANNEL = "a channel";

  /** A connection to a master. */
  private static final class Node {
    private final List<String> subscribed = new ArrayList<>();
    private boolean open = true;

    @SuppressWarnings("unchecked")
    private StatefulRedisPubSubConnection<String, String> connection() {
      RedisPubSubAsyncCommands<String, String> commands =
          answering(
              RedisPubSubAsyncCommands.class,
              Map.of(
                  "ssubscribe",
                  arguments -> {
                    subscribed.addAll(List.of((String[]) arguments[0]));
                    return answering(RedisFuture.class, Map.of());
                  }));
      return answering(
          StatefulRedisPubSubConnection.class,
          Map.of("isOpen", arguments -> open, "async", arguments -> commands));
    }
  }

  @SuppressWarnings("unchecked")
  private static <T> T answering(
      Class<?> type, Map<String, Function<Object[], @Nullable Object>> answers) {
    return (T)
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                answers.containsKey(method.getName())
                    ? answers.get(method.getName()).apply(arguments)
                    : null);
  }

  private static Partitions oneMaster() {
    var partitions = new Partitions();
    partitions.addPartition(
        new RedisClusterNode(
            RedisURI.create("127.0.0.1", 1),
            "the only one",
            true,
            null,
            0,
            0,
            0,
            IntStream.range(0, SlotHash.SLOT_COUNT).boxed().toList(),
            Set.of()));
    partitions.updateCache();
    return partitions;
  }

  @Test
  void aConnectionThatWasClosed_isMadeAnew() {
    var made = new ArrayList<Node>();
    StatefulRedisClusterPubSubConnection<String, String> cluster =
        answering(
            StatefulRedisClusterPubSubConnection.class,
            Map.of(
                "getPartitions",
                arguments -> oneMaster(),
                "getConnection",
                arguments -> {
                  made.add(new Node());
                  return made.getLast().connection();
                }));
    var subscriber = new ClusterSubscriber(cluster, message -> {});
    assertThat(subscriber.isConnected(CHANNEL)).isFalse();
    subscriber.subscribe(CHANNEL);
    subscriber.subscribe("another");
    assertThat(subscriber.isConnected(CHANNEL)).isTrue();
    assertThat(made).hasSize(1);
    made.getFirst().open = false;
    assertThat(subscriber.isConnected(CHANNEL)).isFalse();
    subscriber.subscribe(CHANNEL);
    assertThat(made).hasSize(2);
    assertThat(made.getLast().subscribed).containsExactly(CHANNEL);
    assertThat(subscriber.isConnected(CHANNEL)).isTrue();
  }
}
