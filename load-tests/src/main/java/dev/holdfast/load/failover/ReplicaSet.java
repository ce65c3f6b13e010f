package dev.holdfast.load.failover;

import dev.holdfast.load.process.Deadline;
import dev.holdfast.load.process.LoadTestException;
import dev.holdfast.load.process.ProcessSupervisor;
import dev.holdfast.load.process.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A master and its replicas. Which server is the master changes. */
final class ReplicaSet implements AutoCloseable {
  /** Longer than a Sentinel takes to make a replica of an old master. */
  private static final Duration SETTLED_MAX = Duration.ofSeconds(40);

  private static final Duration PROMOTED_MAX = Duration.ofSeconds(30);
  private static final Duration CAUGHT_UP_MAX = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofMillis(20);

  /** A pause that is not ended by hand ends by itself. */
  private static final Duration PAUSE_MAX = Duration.ofSeconds(10);

  private final List<RedisServer> servers = new ArrayList<>();

  private ReplicaSet() {}

  /** Starts a master and so many replicas, and waits until they follow it. */
  static ReplicaSet start(ProcessSupervisor lifeline, Path logs, int replicas) {
    ReplicaSet set = new ReplicaSet();
    try {
      RedisServer master = RedisServer.start(lifeline, logs, settings());
      set.servers.add(master);
      for (int i = 0; i < replicas; i++) {
        List<String> settings = new ArrayList<>(settings());
        settings.addAll(List.of("--replicaof", "127.0.0.1 " + master.address().port()));
        set.servers.add(RedisServer.start(lifeline, logs, settings));
      }
      set.awaitSettled();
      return set;
    } catch (RuntimeException e) {
      set.close();
      throw e;
    }
  }

  /** In memory, and a replica begins to follow at once. */
  private static List<String> settings() {
    return List.of("--appendonly", "no", "--repl-diskless-sync-delay", "0");
  }

  List<RedisServer> servers() {
    return List.copyOf(servers);
  }

  /** The only one that says that it is a master. */
  RedisServer master() {
    List<RedisServer> masters = servers.stream().filter(ReplicaSet::isMaster).toList();
    if (masters.size() != 1) {
      throw new LoadTestException(masters.size() + " servers say that they are the master");
    }
    return masters.getFirst();
  }

  /** Whether a server says that it is a master. */
  static boolean isMaster(RedisServer server) {
    return "master".equals(server.replication().get("role"));
  }

  /** Waits until there is one master, and every other server that runs follows it. */
  void awaitSettled() {
    await("one master with its replicas", SETTLED_MAX, this::isSettled);
  }

  private boolean isSettled() {
    List<RedisServer> masters = servers.stream().filter(ReplicaSet::isMaster).toList();
    if (masters.size() != 1) {
      return false;
    }
    String port = Integer.toString(masters.getFirst().address().port());
    return servers.stream()
        .filter(server -> server.isAlive() && !server.equals(masters.getFirst()))
        .map(RedisServer::replication)
        .allMatch(said ->
            port.equals(said.get("master_port")) && "up".equals(said.get("master_link_status")));
  }

  /** Waits until another server than the old master says that it is one. */
  RedisServer awaitPromoted(RedisServer old) {
    List<RedisServer> others = servers.stream().filter(server -> !server.equals(old)).toList();
    await("a new master", PROMOTED_MAX, () -> others.stream().anyMatch(ReplicaSet::isMaster));
    return others.stream().filter(ReplicaSet::isMaster).findFirst().orElseThrow();
  }

  /** Pauses all writes on a master, and waits until every replica has all that was written. */
  void pauseUntilCaughtUp(RedisServer master) {
    master.command("CLIENT PAUSE %d WRITE".formatted(PAUSE_MAX.toMillis()));
    await("all replicas at their master's offset", CAUGHT_UP_MAX, () -> isCaughtUp(master));
  }

  private boolean isCaughtUp(RedisServer master) {
    String offset = master.replication().get("master_repl_offset");
    return offset != null
        && servers.stream()
            .filter(server -> server.isAlive() && !server.equals(master))
            .allMatch(server -> offset.equals(server.replication().get("slave_repl_offset")));
  }

  /** Makes an old master a replica of the new one, and then ends its pause. */
  static void demote(RedisServer old, RedisServer promoted) {
    old.command("REPLICAOF %s %d".formatted(promoted.address().host(), promoted.address().port()));
    old.command("CLIENT UNPAUSE");
  }

  void requireReplicas(int min) {
    servers.stream()
        .filter(RedisServer::isAlive)
        .forEach(server -> server.command("CONFIG SET min-replicas-to-write " + min));
  }

  /** Whether a server says that it is a replica. */
  static boolean isReplica(RedisServer server) {
    Map<String, String> said = server.replication();
    return "slave".equals(said.get("role"));
  }

  /** Closes what clients have open at a server. */
  static void cutClients(RedisServer server) {
    if (server.isAlive()) {
      server.command("CLIENT KILL TYPE normal");
      server.command("CLIENT KILL TYPE pubsub");
    }
  }

  /** Waits for something to become true. */
  static void await(String what, Duration max, BooleanSupplier condition) {
    Deadline deadline = Deadline.in(max);
    while (!condition.getAsBoolean()) {
      if (deadline.isOver()) {
        throw new LoadTestException("waited %d s in vain for %s".formatted(max.toSeconds(), what));
      }
      deadline.pause(LOOK);
    }
  }

  @Override
  public void close() {
    servers.forEach(RedisServer::close);
  }
}
