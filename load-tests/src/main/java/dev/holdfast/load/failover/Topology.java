package dev.holdfast.load.failover;

import dev.holdfast.load.config.HostAndPort;
import dev.holdfast.load.process.LoadTestException;
import dev.holdfast.load.process.RedisLocation;

/** The servers below the instances, one of which is a master that can be failed over. */
interface Topology extends AutoCloseable {
  /** How instances find it. */
  RedisLocation location();

  /** A server to ask for its version and settings. */
  HostAndPort aServer();

  /**
   * Waits until all agree which servers are masters, and every replica follows one.
   *
   * @throws LoadTestException when they do not in time
   */
  void awaitSettled();

  /** Sets how many replicas a master must have to take writes, on every server. */
  void requireReplicas(int min);

  /**
   * Fails the master over that has a product's keys, and waits until another server is a master.
   *
   * @throws LoadTestException when none is in time
   */
  Switch failOver(Way way, String sku);

  /** Whether the last master that was failed over has become a replica. */
  boolean isDemoted();

  /** Closes all connections of clients to the last master that was failed over. */
  void cutClients();

  @Override
  void close();
}
