package dev.holdfast.testing;

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
public final class EmbeddedCluster implements AutoCloseable {
  private static final int SLOTS = 16_384;
  private static final int MASTERS = 3;

  private final List<RedisServer> servers = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  private final List<Integer> busPorts = new ArrayList<>();

  public EmbeddedCluster() throws IOException {
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

  public int port() {
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

  /** Which slot a key is in. */
  public static int slotOf(String key) {
    return io.lettuce.core.cluster.SlotHash.getSlot(key);
  }

  /** The move of a slot from its master to the next, key by key, as its operator likes. */
  public Move move(int slot) {
    int from = IntStream.range(0, MASTERS).filter(i -> owns(i, slot)).findFirst().orElseThrow();
    return new Move(slot, from, (from + 1) % MASTERS);
  }

  private boolean owns(int master, int slot) {
    var owns = new boolean[1];
    on(
        ports.get(master),
        redis -> {
          var own =
              redis
                  .clusterNodes()
                  .lines()
                  .filter(line -> line.contains("myself"))
                  .findFirst()
                  .orElseThrow();
          owns[0] =
              io.lettuce.core.cluster.models.partitions.ClusterPartitionParser.parse(own)
                  .getPartition(0)
                  .hasSlot(slot);
        });
    return owns[0];
  }

  /** A slot on its way between two masters; nothing of it is moved at first. */
  public final class Move {
    private static final int KEYS_MAX = 100_000;
    private static final int MIGRATE_TIMEOUT_MS = 5_000;

    private final int slot;
    private final int from;
    private final int to;

    private Move(int slot, int from, int to) {
      this.slot = slot;
      this.from = from;
      this.to = to;
      on(ports.get(to), redis -> redis.clusterSetSlotImporting(slot, id(from)));
      on(ports.get(from), redis -> redis.clusterSetSlotMigrating(slot, id(to)));
    }

    /** What is not moved yet. */
    public List<String> keys() {
      var keys = new ArrayList<String>();
      on(ports.get(from), redis -> keys.addAll(redis.clusterGetKeysInSlot(slot, KEYS_MAX)));
      return keys;
    }

    /** A key that exists on both masters cannot be moved: then this fails. */
    public void keys(List<String> keys) {
      on(
          ports.get(from),
          redis ->
              keys.forEach(
                  key -> redis.migrate("127.0.0.1", ports.get(to), key, 0, MIGRATE_TIMEOUT_MS)));
    }

    /** Moves what is left, and makes the other master the slot's owner. */
    public void finish() {
      for (var left = keys(); !left.isEmpty(); left = keys()) {
        keys(left);
      }
      String owner = id(to);
      List.of(to, from, MASTERS - from - to)
          .forEach(i -> on(ports.get(i), redis -> redis.clusterSetSlotNode(slot, owner)));
    }
  }

  private String id(int master) {
    var id = new String[1];
    on(ports.get(master), redis -> id[0] = redis.clusterMyId());
    return id[0];
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
