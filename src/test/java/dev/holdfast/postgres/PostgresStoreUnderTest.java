package dev.holdfast.postgres;

import dev.holdfast.contract.StoreInstance;
import dev.holdfast.contract.StoreUnderTest;
import dev.holdfast.contract.Way;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.strategy.check.RaceWindow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/** PostgreSQL as the contract is run against it: a schema of the server that all tests share. */
final class PostgresStoreUnderTest implements StoreUnderTest {
  private final String schema = PostgresUnderTest.schema();
  private final Deque<PostgresInstance> idle = new ArrayDeque<>();
  private final List<PostgresInstance> taken = new ArrayList<>();

  @Override
  public Stream<Way> ways() {
    return StrategyType.of(StoreKind.POSTGRES).stream().map(type -> new Way(type, true));
  }

  @Override
  public List<StrategyType> besides() {
    return List.of(StrategyType.POSTGRES_ROW_LOCK, StrategyType.POSTGRES_CONDITIONAL_UPDATE);
  }

  /** All strategies have the same instances: a transaction has one way only. */
  @Override
  public StoreInstance take(Way way) {
    PostgresInstance instance = idle.isEmpty() ? PostgresInstance.on(schema) : idle.pop();
    taken.add(instance);
    return instance;
  }

  @Override
  public StoreInstance start(Way way, RaceWindow window) {
    return PostgresInstance.on(schema, window);
  }

  @Override
  public void giveBack() {
    taken.forEach(idle::push);
    taken.clear();
  }

  @Override
  public boolean isSequential() {
    return false;
  }

  @Override
  public void close() {
    giveBack();
    idle.forEach(PostgresInstance::close);
  }
}
