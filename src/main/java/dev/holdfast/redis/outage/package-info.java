/** Time during which Redis refused decisions, which does not count against deadlines. */
@NullMarked
package dev.holdfast.redis.outage;

import org.jspecify.annotations.NullMarked;
