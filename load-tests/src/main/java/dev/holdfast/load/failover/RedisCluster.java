package dev.holdfast.load.failover;

import dev.holdfast.load.config.HostAndPort;
import dev.holdfast.load.process.LoadTestException;
import dev.holdfast.load.process.Ports;
import dev.holdfast.load.process.ProcessSupervisor;
import dev.holdfast.load.process.RedisLocation;
import dev.holdfast.load.process.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A Redis Cluster of three masters, each with one replica. */
final class RedisCluster implements Topology {
  private static final int MASTERS = 3;
  private static final int SLOTS = 16_384;
  private static final Duration NODE_DOWN_AFTER = Duration.ofSeconds(2);
  private static final Duration AGREED_MAX = Duration.ofSeconds(40);

  private final List<RedisServer> servers = new ArrayList<>();
  private @Nullable RedisServer old;

  private RedisCluster() {}

  static RedisCluster start(ProcessSupervisor lifeline, Path logs) {
    RedisCluster cluster = new RedisCluster();
    try {
      for (int i = 0; i < 2 * MASTERS; i++) {
        cluster.join(lifeline, logs);
      }
      cluster.assignSlots();
      cluster.awaitKnown();
      cluster.assignReplicas();
      cluster.awaitSettled();
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private void join(ProcessSupervisor lifeline, Path logs) {
    int bus = Ports.freeToKeep();
    RedisServer server =
        RedisServer.start(
            lifeline,
            logs,
            List.of(
                "--appendonly",
                "no",
                "--repl-diskless-sync-delay",
                "0",
                "--cluster-enabled",
                "yes",
                "--cluster-port",
                Integer.toString(bus),
                "--cluster-config-file",
                "nodes-%d.conf".formatted(bus),
                "--cluster-node-timeout",
                Long.toString(NODE_DOWN_AFTER.toMillis()),
                "--cluster-require-full-coverage",
                "no"));
    servers.add(server);
    server.command("CLUSTER SET-CONFIG-EPOCH " + servers.size());
    if (servers.size() > 1) {
      HostAndPort address = server.address();
      servers
          .getFirst()
          .command("CLUSTER MEET %s %d %d".formatted(address.host(), address.port(), bus));
    }
  }

  private void assignSlots() {
    for (int i = 0; i < MASTERS; i++) {
      int from = i * SLOTS / MASTERS;
      int to = (i + 1) * SLOTS / MASTERS - 1;
      servers.get(i).command("CLUSTER ADDSLOTSRANGE %d %d".formatted(from, to));
    }
  }

  private void assignReplicas() {
    for (int i = 0; i < MASTERS; i++) {
      String master = bulk(servers.get(i).command("CLUSTER MYID"));
      servers.get(MASTERS + i).command("CLUSTER REPLICATE " + master);
    }
  }

  private void awaitKnown() {
    ReplicaSet.await(
        "all nodes to know each other",
        AGREED_MAX,
        () ->
            alive()
                .allMatch(s ->
                    s.command("CLUSTER INFO")
                        .contains("cluster_known_nodes:%d\r".formatted(2 * MASTERS))));
  }

  private Stream<RedisServer> alive() {
    return servers.stream().filter(RedisServer::isAlive);
  }

  @Override
  public RedisLocation location() {
    return RedisLocation.cluster(servers.stream().map(RedisServer::address).toList());
  }

  @Override
  public HostAndPort aServer() {
    return servers.getFirst().address();
  }

  @Override
  public void awaitSettled() {
    ReplicaSet.await("the Cluster to be whole", AGREED_MAX, this::isSettled);
  }

  private boolean isSettled() {
    return alive().filter(ReplicaSet::isMaster).count() == MASTERS
        && alive().allMatch(s -> isWhole(s.command("CLUSTER INFO")))
        && alive()
            .filter(ReplicaSet::isReplica)
            .allMatch(s -> "up".equals(s.replication().get("master_link_status")));
  }

  private static boolean isWhole(String info) {
    return info.contains("cluster_state:ok") && info.contains("cluster_slots_ok:" + SLOTS + "\r");
  }

  @Override
  public void requireReplicas(int min) {
    alive().forEach(server -> server.command("CONFIG SET min-replicas-to-write " + min));
  }

  @Override
  public Switch failOver(Way way, String sku) {
    RedisServer master = masterOf(sku);
    RedisServer replica = replicaOf(master);
    old = master;
    long start = System.nanoTime();
    switch (way) {
      case PLANNED -> replica.command("CLUSTER FAILOVER");
      case KILLED -> master.kill();
      case MAINTENANCE ->
          throw new IllegalArgumentException("a Cluster's planned failover is its maintenance");
    }
    ReplicaSet.await("the replica to be a master", AGREED_MAX, () -> ReplicaSet.isMaster(replica));
    return new Switch(start, System.nanoTime());
  }

  /** The master of a product's slot: its keys have the SKU as their hash tag. */
  private RedisServer masterOf(String sku) {
    String slot = servers.getFirst().command("CLUSTER KEYSLOT " + sku);
    int number = Integer.parseInt(slot.lines().findFirst().orElseThrow().substring(1));
    return alive()
        .filter(ReplicaSet::isMaster)
        .filter(server -> hasSlot(server, number))
        .findFirst()
        .orElseThrow(() -> new LoadTestException("no master has slot " + number));
  }

  /** By what the server says of itself. */
  private static boolean hasSlot(RedisServer server, int slot) {
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

  private RedisServer replicaOf(RedisServer master) {
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

  @Override
  public boolean isDemoted() {
    return old != null && ReplicaSet.isReplica(old);
  }

  @Override
  public void cutClients() {
    if (old != null) {
      ReplicaSet.cutClients(old);
    }
  }

  @Override
  public void close() {
    servers.forEach(RedisServer::close);
  }
}
