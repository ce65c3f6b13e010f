package dev.holdfast.contract;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import redis.embedded.RedisServer;

/** A Redis Cluster of three masters on loopback, without replicas. */
final class EmbeddedCluster implements AutoCloseable {
  private static final int SLOTS = 16_384;
  private static final int MASTERS = 3;

  private final List<RedisServer> servers = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  private final List<Integer> busPorts = new ArrayList<>();

  EmbeddedCluster() throws IOException {
    Path folder = Files.createTempDirectory("holdfast-cluster");
    for (int i = 0; i < MASTERS; i++) {
      ports.add(freePort());
      busPorts.add(freePort());
      RedisServer server =
          RedisServer.builder()
              .port(ports.get(i))
              .setting("bind 127.0.0.1")
              .setting("save \"\"")
              .setting("appendonly no")
              .setting("cluster-enabled yes")
              .setting("cluster-port " + busPorts.get(i))
              .setting("cluster-config-file nodes-" + i + ".conf")
              .setting("dir " + folder)
              .build();
      server.start();
      servers.add(server);
    }
    join();
  }

  int port() {
    return ports.get(0);
  }

  private void join() {
    for (int i = 0; i < MASTERS; i++) {
      int[] slots = IntStream.range(i * SLOTS / MASTERS, (i + 1) * SLOTS / MASTERS).toArray();
      int epoch = i + 1;
      on(
          ports.get(i),
          redis -> {
            redis.clusterAddSlots(slots);
            redis.clusterSetConfigEpoch(epoch);
          });
    }
    for (int i = 1; i < MASTERS; i++) {
      int other = i;
      on(
          ports.get(0),
          redis -> {
            var meet =
                new io.lettuce.core.protocol.CommandArgs<>(io.lettuce.core.codec.StringCodec.UTF8);
            meet.add("MEET").add("127.0.0.1").add(ports.get(other)).add(busPorts.get(other));
            redis.dispatch(
                io.lettuce.core.protocol.CommandType.CLUSTER,
                new io.lettuce.core.output.StatusOutput<>(io.lettuce.core.codec.StringCodec.UTF8),
                meet);
          });
    }
    for (int port : ports) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() ->
              on(
                  port,
                  redis -> {
                    if (!redis.clusterInfo().contains("cluster_state:ok")
                        || !redis.clusterInfo().contains("cluster_known_nodes:" + MASTERS)) {
                      throw new AssertionError("the Cluster is not ready");
                    }
                  }));
    }
  }

  private static void on(
      int port, java.util.function.Consumer<RedisCommands<String, String>> work) {
    RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", port));
    try (var connection = client.connect()) {
      work.accept(connection.sync());
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    servers.forEach(RedisServer::stop);
  }
}
