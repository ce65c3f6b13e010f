/** Bands of products and the events of their crossings on Redis. */
@NullMarked
package dev.holdfast.redis.alert;

import org.jspecify.annotations.NullMarked;
