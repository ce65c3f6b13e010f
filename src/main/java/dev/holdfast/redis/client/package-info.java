/**
 * How a command reaches Redis: the gateway with its bounds and its faults, and the clients'
 * configuration. Start with {@link dev.holdfast.redis.client.RedisGateway}.
 */
@NullMarked
package dev.holdfast.redis.client;

import org.jspecify.annotations.NullMarked;
