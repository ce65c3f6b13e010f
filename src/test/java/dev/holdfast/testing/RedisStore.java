package dev.holdfast.testing;

import dev.holdfast.contract.StoreInstance;
import dev.holdfast.contract.StoreUnderTest;
import dev.holdfast.contract.Way;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.strategy.check.RaceWindow;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Redis as the contract is run against it: the server that all tests share, or a Cluster. */
public final class RedisStore implements StoreUnderTest {
  private static @Nullable EmbeddedCluster cluster;

  private final InstancePool instances = new InstancePool();
  private final InstanceSetup setup;
  private final List<StrategyType> types;

  private RedisStore(InstanceSetup setup, List<StrategyType> types) {
    this.setup = setup;
    this.types = types;
  }

  /** One server. */
  public static RedisStore oneServer() {
    var redis = RedisUnderTest.shared();
    return new RedisStore(
        InstanceSetup.on(new ServerAddress(redis.host(), redis.port())),
        StrategyType.of(StoreKind.REDIS));
  }

  /**
   * The Cluster that all contracts of this JVM share: three masters, where no script sees the keys
   * of two SKUs, nor of a SKU and an order.
   */
  public static RedisStore cluster() {
    return cluster(StrategyType.of(StoreKind.REDIS));
  }

  /**
   * The same for some strategies.
   *
   * @param types where what is tested depends on how units are taken, one of each class of takes
   */
  public static synchronized RedisStore cluster(List<StrategyType> types) {
    if (cluster == null) {
      cluster = new EmbeddedCluster();
    }
    return new RedisStore(
        InstanceSetup.on(new ServerAddress("127.0.0.1", cluster.port())).inCluster(), types);
  }

  /** The ways of one server: all in one step where a strategy can, and step by step. */
  public static Stream<Way> allWays() {
    return StrategyType.of(StoreKind.REDIS).stream()
        .flatMap(type ->
            OneStepStrategies.all().contains(type)
                ? Stream.of(new Way(type, true), new Way(type, false))
                : Stream.of(new Way(type, false)));
  }

  /** On a Cluster all but compare-and-set, which is not offered there, and nothing in one step. */
  @Override
  public Stream<Way> ways() {
    var ways = allWays().filter(way -> types.contains(way.type()));
    return !setup.cluster()
        ? ways
        : ways.filter(way -> !way.oneStep() && way.type() != StrategyType.REDIS_CAS);
  }

  @Override
  public List<StrategyType> besides() {
    return List.of(StrategyType.JVM_MUTEX_PER_SKU, StrategyType.REDIS_SCRIPT);
  }

  @Override
  public TestInstance take(Way way) {
    return instances.take(setup(way));
  }

  @Override
  public StoreInstance start(Way way, RaceWindow window) {
    return setup(way).window(window).start();
  }

  /** How an instance of this way is made. */
  public InstanceSetup setup(Way way) {
    return setup.oneStep(way.oneStep());
  }

  @Override
  public void giveBack() {
    instances.giveBack();
  }

  @Override
  public boolean isSequential() {
    return setup.cluster();
  }

  @Override
  public void close() {
    instances.close();
  }
}
