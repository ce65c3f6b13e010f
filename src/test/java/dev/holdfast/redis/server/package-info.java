/** Which server it is, and whether it will do. */
@NullMarked
package dev.holdfast.redis.server;

import org.jspecify.annotations.NullMarked;
