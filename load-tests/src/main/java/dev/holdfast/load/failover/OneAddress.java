package dev.holdfast.load.failover;

import dev.holdfast.load.config.HostAndPort;
import dev.holdfast.load.process.ProcessSupervisor;
import dev.holdfast.load.process.RedisLocation;
import dev.holdfast.load.process.RedisServerProcess;
import java.nio.file.Path;
import java.util.Map;

/**
 * A master and its replica behind one address, as a managed Redis or a Kubernetes Service has it:
 * new connections reach the new master, open ones stay where they are.
 */
final class OneAddress extends ReplicaSet {
  private final Forwarder forwarder = Forwarder.open();

  private OneAddress() {}

  static OneAddress start(ProcessSupervisor supervisor, Path logs) {
    OneAddress topology = new OneAddress();
    return Topology.started(
        topology,
        () -> {
          topology.startServers(supervisor, logs, 1);
          topology.forwarder.forwardTo(topology.master().address());
        });
  }

  @Override
  public Map<String, String> location() {
    return RedisLocation.at(forwarder.address());
  }

  @Override
  public void awaitSettled() {
    awaitReplicated();
  }

  @Override
  RedisServerProcess replace(Way way, RedisServerProcess master) {
    if (way != Way.PLANNED) {
      throw new IllegalArgumentException("behind one address there is no " + way);
    }
    HostAndPort replica = othersThan(master).findFirst().orElseThrow().address();
    master.command("FAILOVER TO %s %d".formatted(replica.host(), replica.port()));
    return awaitPromoted(master);
  }

  @Override
  void replaced(Way way, RedisServerProcess old, RedisServerProcess promoted) {
    forwarder.forwardTo(promoted.address());
  }

  @Override
  public void close() {
    forwarder.close();
    super.close();
  }
}
