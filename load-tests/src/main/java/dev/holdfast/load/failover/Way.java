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
  KILLED,
  /** SIGKILL, while one replica has been cut off for a while: it has not all that was answered. */
  KILLED_REPLICA_AWAY,
  /**
   * SIGKILL; once another server is the master, the old one is started again as if nothing had
   * happened, and all connections of clients are ended.
   */
  KILLED_UNFENCED
}
