package dev.holdfast.load.failover;

import dev.holdfast.load.config.HostAndPort;
import dev.holdfast.load.process.ProcessSupervisor;
import dev.holdfast.load.process.RedisLocation;
import dev.holdfast.load.process.RedisServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A master, its replicas, and three Sentinels that watch them. */
final class Sentinels extends ReplicaSet {
  private static final String NAME = "shop";
  private static final int COUNT = 3;
  private static final Duration DOWN_AFTER = Duration.ofSeconds(2);
  private static final Duration FAILOVER_MAX = Duration.ofSeconds(10);
  private static final Duration AGREED_MAX = Duration.ofSeconds(40);

  private final List<RedisServerProcess> sentinels = new ArrayList<>();

  private Sentinels() {}

  static Sentinels start(ProcessSupervisor supervisor, Path logs, int replicas) {
    Sentinels topology = new Sentinels();
    return Topology.started(
        topology,
        () -> {
          topology.startServers(supervisor, logs, replicas);
          topology.startSentinels(supervisor, logs);
        });
  }

  private void startSentinels(ProcessSupervisor supervisor, Path logs) {
    HostAndPort master = master().address();
    List<String> lines =
        List.of(
            "sentinel monitor %s %s %d 2".formatted(NAME, master.host(), master.port()),
            "sentinel down-after-milliseconds %s %d".formatted(NAME, DOWN_AFTER.toMillis()),
            "sentinel failover-timeout %s %d".formatted(NAME, FAILOVER_MAX.toMillis()));
    for (int i = 0; i < COUNT; i++) {
      sentinels.add(RedisServerProcess.startSentinel(supervisor, logs, lines));
    }
  }

  @Override
  public Map<String, String> location() {
    return RedisLocation.watchedBy(
        NAME, sentinels.stream().map(RedisServerProcess::address).toList());
  }

  @Override
  public void awaitSettled() {
    awaitReplicated();
    String agreed =
        "status=ok,address=%s,slaves=%d,sentinels=%d"
            .formatted(master().address(), servers().size() - 1, COUNT);
    Topology.await(
        "all Sentinels to say " + agreed,
        AGREED_MAX,
        () -> sentinels.stream().allMatch(s -> s.command("INFO sentinel").contains(agreed)));
  }

  @Override
  RedisServerProcess replace(Way way, RedisServerProcess master) {
    switch (way) {
      case PLANNED -> sentinels.getFirst().command("SENTINEL FAILOVER " + NAME);
      case MAINTENANCE -> {
        pauseUntilCaughtUp(master);
        sentinels.getFirst().command("SENTINEL FAILOVER " + NAME);
      }
      case KILLED -> master.kill();
      case KILLED_REPLICA_AWAY, KILLED_UNFENCED ->
          throw new IllegalArgumentException("under Sentinels there is no " + way);
    }
    return awaitPromoted(master);
  }

  /** After maintenance the old master becomes a replica before its pause ends. */
  @Override
  void replaced(Way way, RedisServerProcess old, RedisServerProcess promoted) {
    if (way == Way.MAINTENANCE) {
      HostAndPort master = promoted.address();
      old.command("REPLICAOF %s %d".formatted(master.host(), master.port()));
      old.command("CLIENT UNPAUSE");
    }
  }

  @Override
  public void close() {
    sentinels.forEach(RedisServerProcess::close);
    super.close();
  }
}
