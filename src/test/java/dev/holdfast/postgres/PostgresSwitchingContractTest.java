package dev.holdfast.postgres;

import dev.holdfast.contract.StoreInstance;
import dev.holdfast.contract.SwitchingContract;
import dev.holdfast.strategy.StrategyType;
import java.util.List;

/** Changes of strategy on PostgreSQL. */
class PostgresSwitchingContractTest extends SwitchingContract {
  PostgresSwitchingContractTest() {
    super(
        new PostgresStoreUnderTest(),
        List.of(
            StrategyType.POSTGRES_ROW_LOCK,
            StrategyType.POSTGRES_ADVISORY_LOCK,
            StrategyType.POSTGRES_SKIP_LOCKED,
            StrategyType.POSTGRES_OPTIMISTIC,
            StrategyType.POSTGRES_SERIALIZABLE,
            StrategyType.POSTGRES_CONDITIONAL_UPDATE,
            StrategyType.POSTGRES_GROUP_COMMIT));
  }

  @Override
  public boolean isWaiting(StoreInstance node) {
    return ((PostgresInstance) node).waitingForLocks() > 0;
  }
}
