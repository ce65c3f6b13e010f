package dev.holdfast.postgres.health;

import java.time.Duration;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Whether orders are better sent to another instance: this one may have connected to a replica
 * while others reach the primary. A store that does not answer is no reason: a balancer that loses
 * all instances loses the problem details that they still answer. It asks nothing itself, and so
 * answers at once.
 */
public final class PostgresReadiness extends AbstractHealthIndicator {
  private final PostgresWrites writes;
  private final Duration readOnlyMax;

  /**
   * @param readOnlyMax how long the server may be read-only
   */
  public PostgresReadiness(PostgresWrites writes, Duration readOnlyMax) {
    super("whether the store can be used is not known");
    this.writes = writes;
    this.readOnlyMax = readOnlyMax;
  }

  @Override
  protected void doHealthCheck(Health.Builder builder) {
    if (writes.isReadOnlyFor(readOnlyMax)) {
      builder
          .outOfService()
          .withDetail("reason", "PostgreSQL is read-only: it is in recovery, or set so");
    } else {
      builder.up();
    }
  }
}
