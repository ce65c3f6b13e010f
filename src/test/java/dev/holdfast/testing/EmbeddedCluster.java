package dev.holdfast.testing;

import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.ClusterPartitionParser;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** A Redis Cluster of three masters on loopback, without replicas. */
public final class EmbeddedCluster implements AutoCloseable {
  private static final int SLOTS = 16_384;
  private static final int MASTERS = 3;

  private final List<RedisServerProcess> servers = new ArrayList<>();
  private final List<Integer> busPorts = new ArrayList<>();

  public EmbeddedCluster() {
    for (int i = 0; i < MASTERS; i++) {
      busPorts.add(RedisServerProcess.freePort());
      servers.add(
          RedisServerProcess.start(
              "--cluster-enabled",
              "yes",
              "--cluster-port",
              busPorts.get(i).toString(),
              // A master that a test freezes is not given up by the others.
              "--cluster-node-timeout",
              "600000"));
    }
    join();
  }

  public int port() {
    return servers.get(0).port();
  }

  private void join() {
    for (int i = 0; i < MASTERS; i++) {
      int[] slots = IntStream.range(i * SLOTS / MASTERS, (i + 1) * SLOTS / MASTERS).toArray();
      int epoch = i + 1;
      servers.get(i).on(redis -> redis.clusterAddSlots(slots));
      servers.get(i).on(redis -> redis.clusterSetConfigEpoch(epoch));
    }
    for (int i = 1; i < MASTERS; i++) {
      var meet = new CommandArgs<>(StringCodec.UTF8);
      meet.add("MEET").add("127.0.0.1").add(servers.get(i).port()).add(busPorts.get(i));
      servers
          .get(0)
          .on(redis ->
              redis.dispatch(CommandType.CLUSTER, new StatusOutput<>(StringCodec.UTF8), meet));
    }
    Awaitility.await("the Cluster is ready")
        .atMost(Duration.ofSeconds(60))
        .until(() ->
            servers.stream()
                .map(server -> server.on(RedisCommands::clusterInfo))
                .allMatch(info ->
                    info.contains("cluster_state:ok")
                        && info.contains("cluster_known_nodes:" + MASTERS)));
  }

  /** Which slot a key is in. */
  public static int slotOf(String key) {
    return SlotHash.getSlot(key);
  }

  /** The move of a slot from its master to the next, key by key, as its operator likes. */
  public Move move(int slot) {
    int from = IntStream.range(0, MASTERS).filter(i -> owns(i, slot)).findFirst().orElseThrow();
    return new Move(slot, from, (from + 1) % MASTERS);
  }

  /** The master of a slot. */
  public RedisServerProcess masterOf(int slot) {
    return servers.get(
        IntStream.range(0, MASTERS).filter(i -> owns(i, slot)).findFirst().orElseThrow());
  }

  private boolean owns(int master, int slot) {
    String nodes = servers.get(master).on(RedisCommands::clusterNodes);
    String own = nodes.lines().filter(line -> line.contains("myself")).findFirst().orElseThrow();
    return ClusterPartitionParser.parse(own).getPartition(0).hasSlot(slot);
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
      servers.get(to).on(redis -> redis.clusterSetSlotImporting(slot, id(from)));
      servers.get(from).on(redis -> redis.clusterSetSlotMigrating(slot, id(to)));
    }

    /** What is not moved yet. */
    public List<String> keys() {
      return servers.get(from).on(redis -> redis.clusterGetKeysInSlot(slot, KEYS_MAX));
    }

    /** A key that exists on both masters cannot be moved: then this fails. */
    public void keys(List<String> keys) {
      int target = servers.get(to).port();
      keys.forEach(key ->
          servers
              .get(from)
              .on(redis -> redis.migrate("127.0.0.1", target, key, 0, MIGRATE_TIMEOUT_MS)));
    }

    /** Moves what is left, and makes the other master the slot's owner. */
    public void finish() {
      for (var left = keys(); !left.isEmpty(); left = keys()) {
        keys(left);
      }
      String owner = id(to);
      List.of(to, from, MASTERS - from - to)
          .forEach(i -> servers.get(i).on(redis -> redis.clusterSetSlotNode(slot, owner)));
    }
  }

  private String id(int master) {
    return servers.get(master).on(RedisCommands::clusterMyId);
  }

  @Override
  public void close() {
    servers.forEach(RedisServerProcess::close);
  }
}
