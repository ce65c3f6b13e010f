package dev.holdfast.load.failover;

import dev.holdfast.load.config.HostAndPort;
import dev.holdfast.load.process.ProcessSupervisor;
import dev.holdfast.load.process.RedisLocation;
import dev.holdfast.load.process.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A master, its replicas, and three Sentinels that watch them. */
final class Sentinels implements Topology {
  private static final String NAME = "shop";
  private static final int COUNT = 3;
  private static final Duration DOWN_AFTER = Duration.ofSeconds(2);
  private static final Duration FAILOVER_MAX = Duration.ofSeconds(10);
  private static final Duration AGREED_MAX = Duration.ofSeconds(40);

  private final ReplicaSet set;
  private final List<RedisServer> sentinels = new ArrayList<>();
  private @Nullable RedisServer old;

  private Sentinels(ReplicaSet set) {
    this.set = set;
  }

  static Sentinels start(ProcessSupervisor lifeline, Path logs, int replicas) {
    Sentinels topology = new Sentinels(ReplicaSet.start(lifeline, logs, replicas));
    try {
      HostAndPort master = topology.set.master().address();
      List<String> lines =
          List.of(
              "sentinel monitor %s %s %d 2".formatted(NAME, master.host(), master.port()),
              "sentinel down-after-milliseconds %s %d".formatted(NAME, DOWN_AFTER.toMillis()),
              "sentinel failover-timeout %s %d".formatted(NAME, FAILOVER_MAX.toMillis()));
      for (int i = 0; i < COUNT; i++) {
        topology.sentinels.add(RedisServer.startSentinel(lifeline, logs, lines));
      }
      topology.awaitSettled();
      return topology;
    } catch (RuntimeException e) {
      topology.close();
      throw e;
    }
  }

  @Override
  public RedisLocation location() {
    return RedisLocation.watchedBy(NAME, sentinels.stream().map(RedisServer::address).toList());
  }

  @Override
  public HostAndPort aServer() {
    return set.servers().getFirst().address();
  }

  @Override
  public void awaitSettled() {
    set.awaitSettled();
    String agreed =
        "status=ok,address=%s,slaves=%d,sentinels=%d"
            .formatted(set.master().address(), set.servers().size() - 1, COUNT);
    ReplicaSet.await(
        "all Sentinels to say " + agreed,
        AGREED_MAX,
        () -> sentinels.stream().allMatch(s -> s.command("INFO sentinel").contains(agreed)));
  }

  @Override
  public void requireReplicas(int min) {
    set.requireReplicas(min);
  }

  @Override
  public Switch failOver(Way way, String sku) {
    RedisServer master = set.master();
    old = master;
    long start = System.nanoTime();
    switch (way) {
      case PLANNED -> sentinels.getFirst().command("SENTINEL FAILOVER " + NAME);
      case MAINTENANCE -> {
        set.pauseUntilCaughtUp(master);
        sentinels.getFirst().command("SENTINEL FAILOVER " + NAME);
      }
      case KILLED -> master.kill();
    }
    RedisServer promoted = set.awaitPromoted(master);
    long promotedNanos = System.nanoTime();
    if (way == Way.MAINTENANCE) {
      ReplicaSet.demote(master, promoted);
    }
    return new Switch(start, promotedNanos);
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
    sentinels.forEach(RedisServer::close);
    set.close();
  }
}
