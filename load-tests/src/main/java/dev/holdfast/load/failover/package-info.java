/**
 * The store fails over while orders are confirmed: Redis planned and killed, behind Sentinels,
 * behind one address and in a Cluster; PostgreSQL by the promotion of a replica. The judge counts
 * what was acknowledged and lost.
 */
@NullMarked
package dev.holdfast.load.failover;

import org.jspecify.annotations.NullMarked;
