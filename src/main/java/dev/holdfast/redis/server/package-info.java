/**
 * Servers that speak the protocol of Redis: which one it is, whether it will do, and where one is
 * installed.
 */
@NullMarked
package dev.holdfast.redis.server;

import org.jspecify.annotations.NullMarked;
