/** Signals of units that came back, over Redis. */
@NullMarked
package dev.holdfast.redis.waiting;

import org.jspecify.annotations.NullMarked;
