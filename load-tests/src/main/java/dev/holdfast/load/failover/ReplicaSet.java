package dev.holdfast.load.failover;

import dev.holdfast.load.process.LoadTestException;
import dev.holdfast.load.process.ProcessSupervisor;
import dev.holdfast.load.process.RedisServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A master and its replicas. Which server is the master changes. */
abstract class ReplicaSet extends RedisTopology {
  /** In memory, and a replica begins to follow at once. */
  static final List<String> SETTINGS =
      List.of("--appendonly", "no", "--repl-diskless-sync-delay", "0");

  /** Longer than a Sentinel takes to make a replica of an old master. */
  private static final Duration SETTLED_MAX = Duration.ofSeconds(40);

  private static final Duration PROMOTED_MAX = Duration.ofSeconds(30);
  private static final Duration CAUGHT_UP_MAX = Duration.ofSeconds(5);

  /** A pause that is not ended by hand ends by itself. */
  private static final Duration PAUSE_MAX = Duration.ofSeconds(10);

  /** Starts a master and so many replicas, and waits until they follow it. */
  void startServers(ProcessSupervisor supervisor, Path logs, int replicas) {
    RedisServerProcess master = RedisServerProcess.start(supervisor, logs, SETTINGS);
    add(master);
    for (int i = 0; i < replicas; i++) {
      List<String> settings = new ArrayList<>(SETTINGS);
      settings.addAll(List.of("--replicaof", "127.0.0.1 " + master.address().port()));
      add(RedisServerProcess.start(supervisor, logs, settings));
    }
    awaitReplicated();
  }

  /** The only one that says that it is a master. */
  RedisServerProcess master() {
    List<RedisServerProcess> masters = masters();
    if (masters.size() != 1) {
      throw new LoadTestException(masters.size() + " servers say that they are the master");
    }
    return masters.getFirst();
  }

  private List<RedisServerProcess> masters() {
    return servers().stream().filter(RedisServerProcess::isMaster).toList();
  }

  @Override
  RedisServerProcess masterOf(String sku) {
    return master();
  }

  /** Waits until there is one master, and every other server that runs follows it. */
  void awaitReplicated() {
    Topology.await("one master with its replicas", SETTLED_MAX, this::isReplicated);
  }

  private boolean isReplicated() {
    List<RedisServerProcess> masters = masters();
    if (masters.size() != 1) {
      return false;
    }
    String port = Integer.toString(masters.getFirst().address().port());
    return othersThan(masters.getFirst())
        .map(RedisServerProcess::replication)
        .allMatch(said ->
            port.equals(said.get("master_port")) && "up".equals(said.get("master_link_status")));
  }

  /** The other servers that run. */
  Stream<RedisServerProcess> othersThan(RedisServerProcess server) {
    return alive().filter(other -> !other.equals(server));
  }

  /** Waits until another server than the old master says that it is one. */
  RedisServerProcess awaitPromoted(RedisServerProcess old) {
    Topology.await(
        "a new master", PROMOTED_MAX, () -> othersThan(old).anyMatch(RedisServerProcess::isMaster));
    return othersThan(old).filter(RedisServerProcess::isMaster).findFirst().orElseThrow();
  }

  /** Pauses all writes on a master, and waits until every replica has all that was written. */
  void pauseUntilCaughtUp(RedisServerProcess master) {
    master.command("CLIENT PAUSE %d WRITE".formatted(PAUSE_MAX.toMillis()));
    Topology.await(
        "all replicas at their master's offset", CAUGHT_UP_MAX, () -> isCaughtUp(master));
  }

  private boolean isCaughtUp(RedisServerProcess master) {
    String offset = master.replication().get("master_repl_offset");
    return offset != null
        && othersThan(master)
            .allMatch(server -> offset.equals(server.replication().get("slave_repl_offset")));
  }
}
