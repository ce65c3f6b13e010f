/**
 * What instances show each other of their locks in Redis. Start with {@link
 * dev.holdfast.redis.locks.PublishedLocks}.
 */
@NullMarked
package dev.holdfast.redis.locks;

import org.jspecify.annotations.NullMarked;
