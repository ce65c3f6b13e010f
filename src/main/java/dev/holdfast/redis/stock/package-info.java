/**
 * Products, counters and reservations in Redis. Start with {@link
 * dev.holdfast.redis.stock.RedisStockStore}.
 */
@NullMarked
package dev.holdfast.redis.stock;

import org.jspecify.annotations.NullMarked;
