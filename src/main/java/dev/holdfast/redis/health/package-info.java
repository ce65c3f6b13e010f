/**
 * Whether the store takes writes and has room, and what that means to this instance's readiness.
 * Start with {@link dev.holdfast.redis.health.StoreReadiness}.
 */
@NullMarked
package dev.holdfast.redis.health;

import org.jspecify.annotations.NullMarked;
