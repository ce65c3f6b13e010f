package dev.holdfast.race;

import dev.holdfast.strategy.StrategyType;

/** Where {@code docs/mechanisms.md} explains a strategy. */
public final class Mechanisms {
  private Mechanisms() {}

  /** The anchor of its section. */
  public static String anchor(StrategyType strategy) {
    return switch (strategy) {
      case UNGUARDED -> "the-race";
      case JVM_MUTEX -> "mutual-exclusion-jvm-mutex";
      case JVM_MUTEX_PER_SKU -> "granularity-jvm-mutex-per-sku";
      case JVM_SEMAPHORE, REDISSON_SEMAPHORE -> "semaphores-jvm-semaphore-redisson-semaphore";
      case JVM_READ_WRITE_LOCK, REDISSON_READ_WRITE_LOCK ->
          "read-write-locks-and-re-entrant-locks-jvm-read-write-lock-redisson-read-write-lock";
      case REDISSON_LOCK -> "the-distributed-lock-redisson-lock";
      case REDISSON_FAIR_LOCK -> "in-the-order-of-arrival-redisson-fair-lock";
      case REDISSON_FENCED_LOCK -> "the-fencing-token-redisson-fenced-lock";
      case REDIS_CAS -> "compare-and-set-redis-cas";
      case REDIS_DECRBY -> "atomic-decrement-redis-decrby";
      case REDIS_SCRIPT -> "one-script-redis-script";
      case REDIS_GROUP_COMMIT -> "group-commit-redis-group-commit";
      case POSTGRES_UNGUARDED -> "a-database-without-a-guard-postgres-unguarded";
      case POSTGRES_ROW_LOCK, POSTGRES_ADVISORY_LOCK ->
          "locks-of-a-database-postgres-row-lock-postgres-advisory-lock";
      case POSTGRES_OPTIMISTIC, POSTGRES_SERIALIZABLE ->
          "versions-and-serializability-postgres-optimistic-postgres-serializable";
      case POSTGRES_CONDITIONAL_UPDATE -> "a-conditional-update-postgres-conditional-update";
      case POSTGRES_SKIP_LOCKED -> "one-row-a-unit-postgres-skip-locked";
      case POSTGRES_GROUP_COMMIT -> "group-commit-on-postgresql-postgres-group-commit";
    };
  }
}
