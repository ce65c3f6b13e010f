/**
 * Redis fails over while orders are confirmed: planned and killed, behind Sentinels, behind one
 * address and in a Cluster. The judge counts what was acknowledged and lost.
 */
@NullMarked
package dev.holdfast.load.failover;

import org.jspecify.annotations.NullMarked;
