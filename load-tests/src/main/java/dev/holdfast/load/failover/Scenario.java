package dev.holdfast.load.failover;

import static dev.holdfast.load.failover.Setup.CLUSTER;
import static dev.holdfast.load.failover.Setup.ONE_ADDRESS;
import static dev.holdfast.load.failover.Setup.POSTGRES;
import static dev.holdfast.load.failover.Setup.SENTINEL_ONE_REPLICA;
import static dev.holdfast.load.failover.Setup.SENTINEL_TWO_REPLICAS;
import static dev.holdfast.load.failover.Way.KILLED;
import static dev.holdfast.load.failover.Way.KILLED_REPLICA_AWAY;
import static dev.holdfast.load.failover.Way.KILLED_UNFENCED;
import static dev.holdfast.load.failover.Way.MAINTENANCE;
import static dev.holdfast.load.failover.Way.PLANNED;

import java.time.Duration;
import java.util.Locale;

/**
 * One way to fail over, and the bounds that the service is held to. In a setup, the rounds run in
 * this order; a killed server stays away, so that round is the last.
 */
enum Scenario {
  SENTINEL_PLANNED(SENTINEL_ONE_REPLICA, PLANNED, 0, "SENTINEL FAILOVER", Bounds.FEW_LOST),
  SENTINEL_MIN_1_OF_1(
      SENTINEL_ONE_REPLICA,
      PLANNED,
      1,
      "SENTINEL FAILOVER, min-replicas-to-write 1",
      Bounds.NO_REPLICA_FOR_A_WHILE),
  SENTINEL_MAINTENANCE(
      SENTINEL_ONE_REPLICA, MAINTENANCE, 0, "planned maintenance", Bounds.NONE_LOST),
  SENTINEL_KILLED(SENTINEL_ONE_REPLICA, KILLED, 0, "master killed", Bounds.DETECTED_FIRST),
  SENTINEL_PLANNED_2(SENTINEL_TWO_REPLICAS, PLANNED, 0, "SENTINEL FAILOVER", Bounds.FEW_LOST),
  SENTINEL_MIN_1_OF_2(
      SENTINEL_TWO_REPLICAS,
      PLANNED,
      1,
      "SENTINEL FAILOVER, min-replicas-to-write 1",
      Bounds.FEW_LOST),
  SENTINEL_MIN_2_OF_2(
      SENTINEL_TWO_REPLICAS,
      PLANNED,
      2,
      "SENTINEL FAILOVER, min-replicas-to-write 2",
      Bounds.NO_REPLICA_FOR_A_WHILE),
  SENTINEL_MAINTENANCE_2(
      SENTINEL_TWO_REPLICAS, MAINTENANCE, 0, "planned maintenance", Bounds.NONE_LOST),
  SENTINEL_KILLED_2(SENTINEL_TWO_REPLICAS, KILLED, 0, "master killed", Bounds.DETECTED_FIRST),
  ONE_ADDRESS_PLANNED(ONE_ADDRESS, PLANNED, 0, "FAILOVER TO", Bounds.NONE_LOST),
  CLUSTER_PLANNED(CLUSTER, PLANNED, 0, "CLUSTER FAILOVER", Bounds.NONE_LOST),
  CLUSTER_KILLED(CLUSTER, KILLED, 0, "a master killed", Bounds.DETECTED_FIRST),
  POSTGRES_UNFENCED(
      POSTGRES,
      KILLED_UNFENCED,
      1,
      "primary killed and started again unfenced, ANY 1",
      Bounds.ASKED_AGAIN),
  POSTGRES_KILLED(POSTGRES, KILLED, 1, "primary killed, ANY 1", Bounds.PROMOTED_AT_ONCE),
  POSTGRES_REPLICA_AWAY(
      POSTGRES,
      KILLED_REPLICA_AWAY,
      1,
      "primary killed, one replica behind, ANY 1",
      Bounds.PROMOTED_AT_ONCE),
  POSTGRES_ASYNCHRONOUS(
      POSTGRES,
      KILLED_REPLICA_AWAY,
      0,
      "primary killed, the replica behind, asynchronous",
      Bounds.BEHIND);

  /**
   * What a round may show at most.
   *
   * @param losesSome whether the round is there to show a loss: one without it shows nothing
   * @param lostFor from the first to the last acknowledgement of an order that is lost; zero where
   *     no order may be lost. Of so much time's orders at most may be lost
   * @param withoutSale the longest time without an acknowledged order of a strategy
   * @param watched how long orders go on after the failover began: longer than a demoted master
   *     could take orders that are lost
   */
  record Bounds(boolean losesSome, Duration lostFor, Duration withoutSale, Duration watched) {
    /** How long a Sentinel leaves a demoted master as it is: seen 10.2 to 11.2 s. */
    private static final Duration DEMOTION = Duration.ofSeconds(12);

    /** A new master without replicas refuses until the old one has become its replica. */
    static final Bounds NO_REPLICA_FOR_A_WHILE =
        new Bounds(Duration.ZERO, Duration.ofSeconds(16), Duration.ofSeconds(20));

    /** About one second is promised; a busy machine is given another. */
    static final Bounds FEW_LOST =
        new Bounds(Duration.ofSeconds(2), Duration.ofSeconds(5), DEMOTION);

    /** Two seconds until a server is held to be down, an election, and five to sell again. */
    static final Bounds DETECTED_FIRST =
        new Bounds(Duration.ofSeconds(2), Duration.ofSeconds(10), DEMOTION);

    /** The old master is a replica at once, so that orders need not go on for longer. */
    static final Bounds NONE_LOST =
        new Bounds(Duration.ZERO, Duration.ofSeconds(5), Duration.ofSeconds(8));

    /** The run promotes a replica at once. */
    static final Bounds PROMOTED_AT_ONCE =
        new Bounds(Duration.ZERO, Duration.ofSeconds(10), Duration.ofSeconds(12));

    /** The same, and once more when the driver asks the old primary again. */
    static final Bounds ASKED_AGAIN =
        new Bounds(
            Duration.ZERO,
            Duration.ofSeconds(10),
            PostgresReplicas.ASKED_AGAIN_AFTER.plusSeconds(12));

    /** What was answered since the replica was cut off; a busy machine is given two more. */
    static final Bounds BEHIND =
        new Bounds(
            true,
            PostgresReplicas.AWAY.plusSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofSeconds(12));

    /** Of a round that is not there to show a loss. */
    private Bounds(Duration lostFor, Duration withoutSale, Duration watched) {
      this(false, lostFor, withoutSale, watched);
    }
  }

  private final Setup setup;
  private final Way way;
  private final int minReplicas;
  private final String title;
  private final Bounds bounds;

  Scenario(Setup setup, Way way, int minReplicas, String title, Bounds bounds) {
    this.setup = setup;
    this.way = way;
    this.minReplicas = minReplicas;
    this.title = title;
    this.bounds = bounds;
  }

  /** Its name on a command line. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  Setup setup() {
    return setup;
  }

  Way way() {
    return way;
  }

  /** How many replicas a master must have to take writes. */
  int minReplicas() {
    return minReplicas;
  }

  String title() {
    return title;
  }

  Bounds bounds() {
    return bounds;
  }
}
