package dev.holdfast.redis.health;

import dev.holdfast.redis.client.RedisGateway;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Whether Redis answers on the very connection that orders use, and within the bound of a command.
 * It must not wait longer than an order would: probes have short timeouts.
 */
public final class RedisHealth extends AbstractHealthIndicator {
  private final RedisGateway redis;
  private final String address;

  public RedisHealth(RedisGateway redis, String address) {
    super("Redis does not answer");
    this.redis = redis;
    this.address = address;
  }

  @Override
  protected void doHealthCheck(Health.Builder builder) {
    redis.ping();
    builder.up().withDetail("address", address);
  }
}
