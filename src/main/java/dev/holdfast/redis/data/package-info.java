/**
 * What is stored, as text: key names, reservations, replies. Start with {@link
 * dev.holdfast.redis.data.Keys}.
 */
@NullMarked
package dev.holdfast.redis.data;

import org.jspecify.annotations.NullMarked;
