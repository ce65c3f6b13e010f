package dev.holdfast.redis.topology;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.ListOfMapsOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One Sentinel: a connection that it is asked on, and one on which it announces switches. Both
 * connect again by themselves once they have been made. Used by one thread; announcements come on
 * the client's.
 */
final class SentinelNode {
  private static final String SWITCHED = "+switch-master";

  /** What a Sentinel answers. */
  record Answer(SentinelVotes.Vote vote, List<Map<String, String>> others) {}

  private final RedisClient client;
  private final RedisURI uri;
  private final String master;
  private final Consumer<String> announcements;
  private @Nullable CompletableFuture<StatefulRedisSentinelConnection<String, String>> asking;
  private @Nullable CompletableFuture<StatefulRedisPubSubConnection<String, String>> listening;
  private volatile String id;

  /**
   * @param announcements gets what is said on {@code +switch-master}
   */
  SentinelNode(RedisClient client, RedisURI uri, String master, Consumer<String> announcements) {
    this.client = client;
    this.uri = uri;
    this.master = master;
    this.announcements = announcements;
    this.id = uri.getHost() + ":" + uri.getPort();
  }

  /** Its run id; its address until that is known. */
  String id() {
    return id;
  }

  boolean isAt(String host, int port) {
    return uri.getHost().equals(host) && uri.getPort() == port;
  }

  /** Asks it. Fails when it cannot be reached, or does not know the master. */
  CompletableFuture<Answer> ask() {
    listen();
    return connection().thenCompose(this::ask);
  }

  private CompletableFuture<StatefulRedisSentinelConnection<String, String>> connection() {
    var last = asking;
    if (last == null || last.isCompletedExceptionally()) {
      last = client.connectSentinelAsync(StringCodec.UTF8, uri);
      asking = last;
    }
    return last;
  }

  private CompletableFuture<Answer> ask(
      StatefulRedisSentinelConnection<String, String> connection) {
    var redis = connection.async();
    var myId =
        redis
            .dispatch(CommandType.SENTINEL, new StatusOutput<>(StringCodec.UTF8), arguments("MYID"))
            .exceptionally(e -> id);
    var config = redis.master(master);
    // Asked after the epoch, so that a new epoch never comes with an old address: while a failover
    // is
    // completed, MASTER still names the old master under the new epoch, this does not.
    var address = redis.getMasterAddrByName(master);
    var others =
        redis.dispatch(
            CommandType.SENTINEL,
            new ListOfMapsOutput<>(StringCodec.UTF8),
            arguments("SENTINELS").add(master));
    return myId.thenCombine(
            config
                .thenCombine(address, Configured::new)
                .thenCombine(others, (configured, known) -> new Answered(configured, known)),
            (its, answered) -> {
              id = its;
              return new Answer(vote(its, answered.configured()), answered.others());
            })
        .toCompletableFuture();
  }

  private record Configured(Map<String, String> config, SocketAddress address) {}

  private record Answered(Configured configured, List<Map<String, String>> others) {}

  private static CommandArgs<String, String> arguments(String subcommand) {
    return new CommandArgs<>(StringCodec.UTF8).add(subcommand);
  }

  private static SentinelVotes.Vote vote(String id, Configured configured) {
    if (!(configured.address() instanceof InetSocketAddress address)) {
      throw new IllegalArgumentException("a Sentinel does not report where the master is");
    }
    Map<String, String> config = configured.config();
    return new SentinelVotes.Vote(
        id,
        address.getHostString(),
        address.getPort(),
        Long.parseLong(text(config, "config-epoch")),
        Integer.parseInt(text(config, "num-other-sentinels")) + 1);
  }

  static String text(Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new IllegalArgumentException("a Sentinel does not report " + name);
    }
    return value;
  }

  private void listen() {
    var last = listening;
    if (last == null || last.isCompletedExceptionally()) {
      listening =
          client
              .connectPubSubAsync(StringCodec.UTF8, uri)
              .toCompletableFuture()
              .thenCompose(this::subscribed);
    } else if (last.isDone()) {
      // So that a connection that has died silently is found out, and made anew.
      var _ = last.thenCompose(connection -> connection.async().ping());
    }
  }

  private CompletableFuture<StatefulRedisPubSubConnection<String, String>> subscribed(
      StatefulRedisPubSubConnection<String, String> connection) {
    connection.addListener(
        new RedisPubSubAdapter<>() {
          @Override
          public void message(String channel, String message) {
            announcements.accept(message);
          }
        });
    return connection
        .async()
        .subscribe(SWITCHED)
        .toCompletableFuture()
        .handle((nothing, e) -> {
          if (e != null) {
            var _ = connection.closeAsync();
            throw new java.util.concurrent.CompletionException(e);
          }
          return connection;
        });
  }
}
