package dev.holdfast.load.failover;

import dev.holdfast.load.process.Deadline;
import dev.holdfast.load.process.LoadTestException;
import dev.holdfast.load.process.PostgresBinaries;
import dev.holdfast.load.process.PostgresServerProcess;
import dev.holdfast.load.process.ProcessSupervisor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A primary of PostgreSQL and its replicas, which instances find by a URL with all their addresses.
 * A failover promotes the replica that has received most.
 */
final class PostgresReplicas implements Topology {
  /** How long a replica is cut off before its primary is killed. */
  static final Duration AWAY = Duration.ofSeconds(2);

  /** The driver leaves a server alone for so long that it could not reach (10 s), and more. */
  static final Duration ASKED_AGAIN_AFTER = Duration.ofSeconds(11);

  private static final int REPLICAS = 2;
  private static final Duration SETTLED_MAX = Duration.ofSeconds(40);

  /** In the order in which the driver asks them. */
  private final List<PostgresServerProcess> servers = new ArrayList<>();

  private @Nullable PostgresServerProcess failedOver;
  private int synchronous;

  private PostgresReplicas() {}

  static PostgresReplicas start(
      ProcessSupervisor supervisor, PostgresBinaries binaries, Path logs) {
    PostgresReplicas topology = new PostgresReplicas();
    return Topology.started(
        topology,
        () -> {
          topology.servers.add(PostgresServerProcess.start(supervisor, binaries, logs));
          for (int i = 0; i < REPLICAS; i++) {
            topology.servers.add(topology.servers.getFirst().replica());
          }
        });
  }

  @Override
  public Map<String, String> location() {
    return PostgresServerProcess.properties(servers);
  }

  @Override
  public Map<String, String> settings() {
    return primary().settings();
  }

  /** The only one that says that it is a primary, the last that lost its role aside. */
  private PostgresServerProcess primary() {
    List<PostgresServerProcess> primaries =
        servers.stream().filter(s -> s != failedOver && s.isPrimary()).toList();
    if (primaries.size() != 1) {
      throw new LoadTestException(primaries.size() + " servers say that they are the primary");
    }
    return primaries.getFirst();
  }

  private Stream<PostgresServerProcess> othersThan(PostgresServerProcess server) {
    return servers.stream().filter(other -> other != server);
  }

  /** A server that lost its role begins again, with a copy of the primary's data. */
  @Override
  public void awaitSettled() {
    PostgresServerProcess primary = primary();
    if (failedOver != null) {
      failedOver.becomeReplicaOf(primary);
      failedOver = null;
    }
    Topology.await("all replicas to follow", SETTLED_MAX, () -> replicasOf(primary) == REPLICAS);
  }

  private static int replicasOf(PostgresServerProcess primary) {
    return primary
        .sql()
        .query("SELECT 1 FROM pg_stat_replication WHERE state = 'streaming'")
        .size();
  }

  /** Of all that follow, whichever they are: with any of them the next primary can go on. */
  @Override
  public void requireReplicas(int min) {
    synchronous = min;
    PostgresServerProcess primary = primary();
    servers.stream()
        .filter(PostgresServerProcess::isAlive)
        .forEach(server -> server.set(Map.of("synchronous_standby_names", standbyNames())));
    Topology.await(
        min + " synchronous replicas",
        SETTLED_MAX,
        () ->
            min == 0
                || primary
                        .sql()
                        .query("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'quorum'")
                        .size()
                    >= min);
  }

  private String standbyNames() {
    return synchronous == 0
        ? ""
        : servers.stream()
            .map(PostgresServerProcess::name)
            .collect(Collectors.joining(", ", "ANY " + synchronous + " (", ")"));
  }

  @Override
  public Switch failOver(Way way, String sku) {
    PostgresServerProcess old = primary();
    if (way == Way.KILLED_REPLICA_AWAY) {
      cutOff();
      Deadline.sleep(AWAY);
    }
    old.kill();
    long start = System.nanoTime();
    failedOver = old;
    PostgresServerProcess promoted =
        othersThan(old).max(Comparator.comparing(PostgresReplicas::received)).orElseThrow();
    promoted.promote();
    Switch failover = new Switch(start, System.nanoTime());
    othersThan(old).filter(other -> other != promoted).forEach(other -> other.follow(promoted));
    if (way == Way.KILLED_UNFENCED) {
      startUnfenced(old, promoted);
    }
    return failover;
  }

  /**
   * Without synchronous replication, any replica may be behind; with it, as many as need not be.
   */
  void cutOff() {
    othersThan(primary()).limit(REPLICAS - synchronous).forEach(PostgresServerProcess::followNone);
  }

  /** How much of the log of changes a replica has. */
  private static long received(PostgresServerProcess replica) {
    return Long.parseLong(
        replica
            .sql()
            .query("SELECT (pg_last_wal_receive_lsn() - '0/0'::pg_lsn)::bigint::text")
            .getFirst());
  }

  /** It takes writes without a replica, and the driver asks it before it asks the promoted one. */
  private void startUnfenced(PostgresServerProcess old, PostgresServerProcess promoted) {
    if (servers.indexOf(old) > servers.indexOf(promoted)) {
      throw new IllegalStateException("the driver would not ask the old primary first");
    }
    old.configure(Map.of("synchronous_standby_names", ""));
    old.restart();
    Deadline.sleep(ASKED_AGAIN_AFTER);
    promoted.endSessions();
  }

  @Override
  public boolean isDemoted() {
    return failedOver != null && failedOver.isReplica();
  }

  @Override
  public void cutClients() {
    servers.stream()
        .filter(PostgresServerProcess::isPrimary)
        .forEach(PostgresServerProcess::endSessions);
  }

  @Override
  public void close() {
    servers.forEach(PostgresServerProcess::close);
  }
}
