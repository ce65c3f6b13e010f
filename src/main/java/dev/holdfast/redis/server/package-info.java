/**
 * Servers that speak the protocol of Redis: which one it is, whether it will do, the embedded one.
 * Start with {@link dev.holdfast.redis.server.EmbeddedRedis}.
 */
@NullMarked
package dev.holdfast.redis.server;

import org.jspecify.annotations.NullMarked;
