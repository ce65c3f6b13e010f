/** Records of orders in Redis. Start with {@link dev.holdfast.redis.order.RedisOrderRecords}. */
@NullMarked
package dev.holdfast.redis.order;

import org.jspecify.annotations.NullMarked;
