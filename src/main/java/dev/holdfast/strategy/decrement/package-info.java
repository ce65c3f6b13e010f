/**
 * The decrement family: Redis DECRBY that takes first and gives back, and Redisson's semaphore of
 * permits. Start with {@link dev.holdfast.strategy.decrement.DecrementStrategy}.
 */
@NullMarked
package dev.holdfast.strategy.decrement;

import org.jspecify.annotations.NullMarked;
