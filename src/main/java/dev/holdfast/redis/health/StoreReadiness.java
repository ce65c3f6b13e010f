package dev.holdfast.redis.health;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Whether orders are better sent to another instance. A store that is away, or refuses, for all of
 * them is no reason: a balancer that loses all instances loses the reads, repeats and problem
 * details that they still answer. It asks nothing itself, and so answers at once.
 */
public final class StoreReadiness extends AbstractHealthIndicator {
  private final StoreWrites writes;
  private final Duration readOnlyMax;
  private final BooleanSupplier cutOffAlone;

  /**
   * @param readOnlyMax how long the store may answer READONLY
   * @param cutOffAlone whether this instance does not reach the store, and another does
   */
  public StoreReadiness(StoreWrites writes, Duration readOnlyMax, BooleanSupplier cutOffAlone) {
    super("whether the store can be used is not known");
    this.writes = writes;
    this.readOnlyMax = readOnlyMax;
    this.cutOffAlone = cutOffAlone;
  }

  @Override
  protected void doHealthCheck(Health.Builder builder) {
    if (cutOffAlone.getAsBoolean()) {
      builder.outOfService().withDetail("reason", "this instance alone is cut off from Redis");
    } else if (writes.isReadOnlyFor(readOnlyMax)) {
      builder.outOfService().withDetail("reason", "Redis answers READONLY");
    } else {
      builder.up();
    }
  }
}
