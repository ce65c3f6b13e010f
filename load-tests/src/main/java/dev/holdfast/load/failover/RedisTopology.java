package dev.holdfast.load.failover;

import dev.holdfast.load.process.RedisInfo;
import dev.holdfast.load.process.RedisServerProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Servers of Redis, one of which is a master that can be failed over. */
abstract class RedisTopology implements Topology {
  private final List<RedisServerProcess> servers = new ArrayList<>();
  private @Nullable RedisServerProcess failedOver;

  /** The master that has a product's keys. */
  abstract RedisServerProcess masterOf(String sku);

  /** Takes its role from a master, and waits until another server is one, which it returns. */
  abstract RedisServerProcess replace(Way way, RedisServerProcess master);

  /** What is left to do once another server is the master. */
  void replaced(Way way, RedisServerProcess old, RedisServerProcess promoted) {}

  @Override
  public final Switch failOver(Way way, String sku) {
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

  @Override
  public Map<String, String> settings() {
    return RedisInfo.settings(servers.getFirst().address());
  }

  @Override
  public void requireReplicas(int min) {
    alive().forEach(server -> server.command("CONFIG SET min-replicas-to-write " + min));
  }

  @Override
  public boolean isDemoted() {
    return failedOver != null && failedOver.isReplica();
  }

  @Override
  public void cutClients() {
    if (failedOver != null && failedOver.isAlive()) {
      failedOver.command("CLIENT KILL TYPE normal");
      failedOver.command("CLIENT KILL TYPE pubsub");
    }
  }

  @Override
  public void close() {
    servers.forEach(RedisServerProcess::close);
  }
}
