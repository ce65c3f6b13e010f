package dev.holdfast.load.failover;

import dev.holdfast.load.process.Deadline;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** The servers below the instances, one of which is a master that can be failed over. */
interface Topology extends AutoCloseable {
  Duration LOOK = Duration.ofMillis(20);

  /** How instances find it: the properties that they are started with. */
  Map<String, String> location();

  /** The version of a server, and the settings that decide what it keeps, for the record. */
  Map<String, String> settings();

  /**
   * Waits until all agree which servers are masters, and every replica follows one.
   *
   * @throws dev.holdfast.load.process.LoadTestException when they do not in time
   */
  void awaitSettled();

  /** Sets how many replicas a master must have to take writes, on every server. */
  void requireReplicas(int min);

  /**
   * Fails the master over that has a product's keys, and waits until another server is a master.
   *
   * @throws dev.holdfast.load.process.LoadTestException when none is in time
   */
  Switch failOver(Way way, String sku);

  /** Whether the last master that was failed over has become a replica. */
  boolean isDemoted();

  /** Closes all connections of clients to the last master that was failed over. */
  void cutClients();

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
  void close();
}
