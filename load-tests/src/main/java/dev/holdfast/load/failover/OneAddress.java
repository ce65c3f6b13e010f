package dev.holdfast.load.failover;

import dev.holdfast.load.config.HostAndPort;
import dev.holdfast.load.process.ProcessSupervisor;
import dev.holdfast.load.process.RedisLocation;
import dev.holdfast.load.process.RedisServer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A master and its replica behind one address, as a managed Redis or a Kubernetes Service has it:
 * new connections reach the new master, open ones stay where they are.
 */
final class OneAddress implements Topology {
  private final ReplicaSet set;
  private final Forwarder forwarder;
  private @Nullable RedisServer old;

  private OneAddress(ReplicaSet set, Forwarder forwarder) {
    this.set = set;
    this.forwarder = forwarder;
  }

  static OneAddress start(ProcessSupervisor lifeline, Path logs) {
    ReplicaSet set = ReplicaSet.start(lifeline, logs, 1);
    try {
      return new OneAddress(set, Forwarder.to(set.master().address()));
    } catch (RuntimeException e) {
      set.close();
      throw e;
    }
  }

  @Override
  public RedisLocation location() {
    return RedisLocation.at(forwarder.address());
  }

  @Override
  public HostAndPort aServer() {
    return set.servers().getFirst().address();
  }

  @Override
  public void awaitSettled() {
    set.awaitSettled();
  }

  @Override
  public void requireReplicas(int min) {
    set.requireReplicas(min);
  }

  @Override
  public Switch failOver(Way way, String sku) {
    if (way != Way.PLANNED) {
      throw new IllegalArgumentException("behind one address there is no " + way);
    }
    RedisServer master = set.master();
    old = master;
    HostAndPort replica =
        set.servers().stream()
            .filter(server -> !server.equals(master))
            .findFirst()
            .orElseThrow()
            .address();
    long start = System.nanoTime();
    master.command("FAILOVER TO %s %d".formatted(replica.host(), replica.port()));
    RedisServer promoted = set.awaitPromoted(master);
    forwarder.forwardTo(promoted.address());
    return new Switch(start, System.nanoTime());
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
    forwarder.close();
    set.close();
  }
}
