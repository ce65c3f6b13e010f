/**
 * Which server is the master, and the connections to it: one view of the master for all connections
 * of an instance, following Sentinel, and leaving a server that refuses writes.
 */
@NullMarked
package dev.holdfast.redis.topology;

import org.jspecify.annotations.NullMarked;
