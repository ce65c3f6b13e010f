/**
 * Redis as the store of stock and orders: how its beans are made; the rest is in the packages
 * below. Start with {@link dev.holdfast.redis.RedisConfiguration}.
 */
@NullMarked
package dev.holdfast.redis;

import org.jspecify.annotations.NullMarked;
