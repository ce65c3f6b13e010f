/** Redis fails over, moves slots, refuses writes or runs out of memory. */
@NullMarked
package dev.holdfast.failover;

import org.jspecify.annotations.NullMarked;
