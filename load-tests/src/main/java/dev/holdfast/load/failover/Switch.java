package dev.holdfast.load.failover;

/**
 * One failover.
 *
 * @param startNanos when it was asked for, or the master was killed; of the load's clock
 * @param promotedNanos when another server was seen to say that it is a master
 */
record Switch(long startNanos, long promotedNanos) {
  /** Seconds from the begin of the failover to another moment. */
  double secondsTo(long nanos) {
    return (nanos - startNanos) / 1e9;
  }
}
