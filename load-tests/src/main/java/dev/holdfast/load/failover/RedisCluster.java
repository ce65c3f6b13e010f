package dev.holdfast.load.failover;

import dev.holdfast.load.config.HostAndPort;
import dev.holdfast.load.process.LoadTestException;
import dev.holdfast.load.process.Ports;
import dev.holdfast.load.process.ProcessSupervisor;
import dev.holdfast.load.process.RedisLocation;
import dev.holdfast.load.process.RedisServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** A Redis Cluster of three masters, each with one replica. */
final class RedisCluster extends RedisTopology {
  private static final int MASTERS = 3;
  private static final int SLOTS = 16_384;
  private static final Duration NODE_DOWN_AFTER = Duration.ofSeconds(2);
  private static final Duration AGREED_MAX = Duration.ofSeconds(40);

  private RedisCluster() {}

  static RedisCluster start(ProcessSupervisor supervisor, Path logs) {
    RedisCluster cluster = new RedisCluster();
    return Topology.started(
        cluster,
        () -> {
          for (int i = 0; i < 2 * MASTERS; i++) {
            cluster.join(supervisor, logs);
          }
          cluster.assignSlots();
          Topology.await("all nodes to know each other", AGREED_MAX, cluster::isKnown);
          cluster.assignReplicas();
        });
  }

  private void join(ProcessSupervisor supervisor, Path logs) {
    int bus = Ports.freeToKeep();
    List<String> settings = new ArrayList<>(ReplicaSet.SETTINGS);
    settings.addAll(List.of("--cluster-enabled", "yes", "--cluster-port", Integer.toString(bus)));
    settings.addAll(List.of("--cluster-config-file", "nodes-%d.conf".formatted(bus)));
    settings.addAll(List.of("--cluster-node-timeout", Long.toString(NODE_DOWN_AFTER.toMillis())));
    settings.addAll(List.of("--cluster-require-full-coverage", "no"));
    RedisServerProcess server = RedisServerProcess.start(supervisor, logs, settings);
    add(server);
    server.command("CLUSTER SET-CONFIG-EPOCH " + servers().size());
    if (servers().size() > 1) {
      HostAndPort address = server.address();
      servers()
          .getFirst()
          .command("CLUSTER MEET %s %d %d".formatted(address.host(), address.port(), bus));
    }
  }

  private void assignSlots() {
    for (int i = 0; i < MASTERS; i++) {
      int from = i * SLOTS / MASTERS;
      int to = (i + 1) * SLOTS / MASTERS - 1;
      servers().get(i).command("CLUSTER ADDSLOTSRANGE %d %d".formatted(from, to));
    }
  }

  private void assignReplicas() {
    for (int i = 0; i < MASTERS; i++) {
      String master = bulk(servers().get(i).command("CLUSTER MYID"));
      servers().get(MASTERS + i).command("CLUSTER REPLICATE " + master);
    }
  }

  private boolean isKnown() {
    String known = "cluster_known_nodes:%d\r".formatted(2 * MASTERS);
    return alive().allMatch(server -> server.command("CLUSTER INFO").contains(known));
  }

  @Override
  public Map<String, String> location() {
    return RedisLocation.cluster(servers().stream().map(RedisServerProcess::address).toList());
  }

  @Override
  public void awaitSettled() {
    Topology.await("the Cluster to be whole", AGREED_MAX, this::isSettled);
  }

  private boolean isSettled() {
    return alive().filter(RedisServerProcess::isMaster).count() == MASTERS
        && alive().allMatch(s -> isWhole(s.command("CLUSTER INFO")))
        && alive()
            .filter(RedisServerProcess::isReplica)
            .allMatch(s -> "up".equals(s.replication().get("master_link_status")));
  }

  private static boolean isWhole(String info) {
    return info.contains("cluster_state:ok") && info.contains("cluster_slots_ok:" + SLOTS + "\r");
  }

  @Override
  RedisServerProcess replace(Way way, RedisServerProcess master) {
    RedisServerProcess replica = replicaOf(master);
    switch (way) {
      case PLANNED -> replica.command("CLUSTER FAILOVER");
      case KILLED -> master.kill();
      case MAINTENANCE ->
          throw new IllegalArgumentException("a Cluster's planned failover is its maintenance");
      case KILLED_REPLICA_AWAY, KILLED_UNFENCED ->
          throw new IllegalArgumentException("in a Cluster there is no " + way);
    }
    Topology.await("the replica to be a master", AGREED_MAX, replica::isMaster);
    return replica;
  }

  /** By a product's slot: its keys have the SKU as their hash tag. */
  @Override
  RedisServerProcess masterOf(String sku) {
    String slot = servers().getFirst().command("CLUSTER KEYSLOT " + sku);
    int number = Integer.parseInt(slot.lines().findFirst().orElseThrow().substring(1));
    return alive()
        .filter(RedisServerProcess::isMaster)
        .filter(server -> hasSlot(server, number))
        .findFirst()
        .orElseThrow(() -> new LoadTestException("no master has slot " + number));
  }

  /** By what the server says of itself. */
  private static boolean hasSlot(RedisServerProcess server, int slot) {
    return server
        .command("CLUSTER NODES")
        .lines()
        .filter(line -> line.contains("myself"))
        .flatMap(line -> Stream.of(line.split(" ")).skip(8))
        .map(range -> range.split("-"))
        .anyMatch(range ->
            Integer.parseInt(range[0]) <= slot
                && slot <= Integer.parseInt(range[range.length - 1]));
  }

  private RedisServerProcess replicaOf(RedisServerProcess master) {
    String port = Integer.toString(master.address().port());
    return alive()
        .filter(server -> port.equals(server.replication().get("master_port")))
        .findFirst()
        .orElseThrow(() -> new LoadTestException("no replica follows the master at " + port));
  }

  /** The text of a reply of one bulk string. */
  private static String bulk(String reply) {
    return Objects.requireNonNull(reply.split("\r\n")[1]);
  }
}
