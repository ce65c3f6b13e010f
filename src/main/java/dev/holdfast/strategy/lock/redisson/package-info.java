/**
 * Redisson's distributed locks: plain, fair, fenced. Start with {@link
 * dev.holdfast.strategy.lock.redisson.RedissonLocks}.
 */
@NullMarked
package dev.holdfast.strategy.lock.redisson;

import org.jspecify.annotations.NullMarked;
