/**
 * The lock family: check and decrement in a critical section. Start with {@link
 * dev.holdfast.strategy.lock.LockStrategy}; the locks are in {@code jvm} and {@code redisson}.
 */
@NullMarked
package dev.holdfast.strategy.lock;

import org.jspecify.annotations.NullMarked;
