package dev.holdfast.contract;

import dev.holdfast.strategy.StrategyType;
import dev.holdfast.strategy.check.RaceWindow;
import java.util.List;
import java.util.stream.Stream;

/**
 * A store that the contract is run against: a server, what its strategies are, and how an instance
 * of the service on it is started. All instances that it gives are on the same server.
 */
public interface StoreUnderTest extends AutoCloseable {
  /** Its strategies, each in every way that an order of it can go. */
  Stream<Way> ways();

  /** Two of its strategies that promise to be exact on one instance, for baskets across several. */
  List<StrategyType> besides();

  /**
   * An instance that no other has until {@link #giveBack}. Its server may hold what earlier tests
   * left.
   */
  StoreInstance take(Way way);

  /** A new instance, whose orders stand in this window between check and take. */
  StoreInstance start(Way way, RaceWindow window);

  /** A test is over: what was taken is for the next one. */
  void giveBack();

  /**
   * Whether baskets are taken line by line, so that one may be refused for units that another gives
   * back.
   */
  boolean isSequential();

  @Override
  void close();
}
