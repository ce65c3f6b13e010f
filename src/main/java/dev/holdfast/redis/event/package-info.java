/** Events on Redis, for readers that follow positions. */
@NullMarked
package dev.holdfast.redis.event;

import org.jspecify.annotations.NullMarked;
