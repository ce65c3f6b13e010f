package dev.holdfast.load.failover;

import dev.holdfast.load.config.HostAndPort;
import dev.holdfast.load.process.Deadline;
import dev.holdfast.load.process.LoadTestException;
import dev.holdfast.load.process.RedisServerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The servers below the instances, one of which is a master that can be failed over. */
abstract class Topology implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(20);

  private final List<RedisServerProcess> servers = new ArrayList<>();
  private @Nullable RedisServerProcess failedOver;

  /** How instances find it: the properties that they are started with. */
  abstract Map<String, String> location();

  /**
   * Waits until all agree which servers are masters, and every replica follows one.
   *
   * @throws LoadTestException when they do not in time
   */
  abstract void awaitSettled();

  /** The master that has a product's keys. */
  abstract RedisServerProcess masterOf(String sku);

  /** Takes its role from a master, and waits until another server is one, which it returns. */
  abstract RedisServerProcess replace(Way way, RedisServerProcess master);

  /** What is left to do once another server is the master. */
  void replaced(Way way, RedisServerProcess old, RedisServerProcess promoted) {}

  /**
   * Fails the master over that has a product's keys, and waits until another server is a master.
   *
   * @throws LoadTestException when none is in time
   */
  final Switch failOver(Way way, String sku) {
    RedisServerProcess master = masterOf(sku);
    failedOver = master;
    long start = System.nanoTime();
    RedisServerProcess promoted = replace(way, master);
    Switch failover = new Switch(start, System.nanoTime());
    replaced(way, master, promoted);
    return failover;
  }

  void add(RedisServerProcess server) {
    servers.add(server);
  }

  /** All of them, in the order in which they were added. */
  List<RedisServerProcess> servers() {
    return servers;
  }

  Stream<RedisServerProcess> alive() {
    return servers.stream().filter(RedisServerProcess::isAlive);
  }

  /** A server to ask for its version and settings. */
  HostAndPort aServer() {
    return servers.getFirst().address();
  }

  /** Sets how many replicas a master must have to take writes, on every server. */
  void requireReplicas(int min) {
    alive().forEach(server -> server.command("CONFIG SET min-replicas-to-write " + min));
  }

  /** Whether the last master that was failed over has become a replica. */
  boolean isDemoted() {
    return failedOver != null && failedOver.isReplica();
  }

  /** Closes all connections of clients to the last master that was failed over. */
  void cutClients() {
    if (failedOver != null && failedOver.isAlive()) {
      failedOver.command("CLIENT KILL TYPE normal");
      failedOver.command("CLIENT KILL TYPE pubsub");
    }
  }

  /** Starts the servers; those that did start are stopped when another one does not. */
  static <T extends Topology> T started(T topology, Runnable start) {
    try {
      start.run();
      topology.awaitSettled();
      return topology;
    } catch (RuntimeException e) {
      topology.close();
      throw e;
    }
  }

  /** Waits for something to become true. */
  static void await(String what, Duration max, BooleanSupplier condition) {
    Deadline.await(what, max, LOOK, condition);
  }

  @Override
  public void close() {
    servers.forEach(RedisServerProcess::close);
  }
}
