package dev.holdfast.postgres;

import dev.holdfast.contract.CountsContract;
import dev.holdfast.strategy.StrategyType;
import java.util.List;

/** Stock counts on PostgreSQL. */
class PostgresCountsContractTest extends CountsContract {
  PostgresCountsContractTest() {
    super(
        new PostgresStoreUnderTest(),
        List.of(
            StrategyType.POSTGRES_CONDITIONAL_UPDATE,
            StrategyType.POSTGRES_SKIP_LOCKED,
            StrategyType.POSTGRES_ROW_LOCK,
            StrategyType.POSTGRES_ADVISORY_LOCK,
            StrategyType.POSTGRES_OPTIMISTIC,
            StrategyType.POSTGRES_SERIALIZABLE,
            StrategyType.POSTGRES_GROUP_COMMIT));
  }
}
