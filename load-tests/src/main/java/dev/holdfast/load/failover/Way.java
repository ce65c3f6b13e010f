package dev.holdfast.load.failover;

/** How a master loses its role. */
enum Way {
  /** The command of Sentinel, of the server or of the Cluster that is made for it. */
  PLANNED,
  /**
   * The writes are paused and the replicas have caught up before that command; the old master
   * becomes a replica before the pause ends.
   */
  MAINTENANCE,
  /** SIGKILL. */
  KILLED
}
