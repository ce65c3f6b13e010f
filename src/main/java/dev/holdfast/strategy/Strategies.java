package dev.holdfast.strategy;

import dev.holdfast.instance.PeerStatus;
import dev.holdfast.locks.LockBook;
import dev.holdfast.locks.LockName;
import dev.holdfast.locks.LockNotes;
import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.order.OrderScripts;
import dev.holdfast.redis.stock.ReservationScripts;
import dev.holdfast.redis.stock.WatchedConnections;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Guarantee;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.stock.StrategyUnavailableException;
import dev.holdfast.store.OneStepStrategy;
import dev.holdfast.store.StockStore;
import dev.holdfast.store.StockStrategy;
import dev.holdfast.strategy.cas.CasSettings;
import dev.holdfast.strategy.cas.CompareAndSetStrategy;
import dev.holdfast.strategy.check.RaceWindow;
import dev.holdfast.strategy.decrement.BareDecrement;
import dev.holdfast.strategy.decrement.DecrementStrategy;
import dev.holdfast.strategy.decrement.SemaphorePermits;
import dev.holdfast.strategy.lock.InDoubtResolver;
import dev.holdfast.strategy.lock.LockSettings;
import dev.holdfast.strategy.lock.LockStrategy;
import dev.holdfast.strategy.lock.MeteredLocks;
import dev.holdfast.strategy.lock.NoLocks;
import dev.holdfast.strategy.lock.OrderedAcquisition;
import dev.holdfast.strategy.lock.SkuLocks;
import dev.holdfast.strategy.lock.TwoLevelLocks;
import dev.holdfast.strategy.lock.jvm.JvmMutexes;
import dev.holdfast.strategy.lock.jvm.JvmReadWriteLocks;
import dev.holdfast.strategy.lock.jvm.JvmSemaphores;
import dev.holdfast.strategy.lock.redisson.RedissonFencedLocks;
import dev.holdfast.strategy.lock.redisson.RedissonLocks;
import dev.holdfast.strategy.script.GroupCommitSettings;
import dev.holdfast.strategy.script.GroupCommitStrategy;
import dev.holdfast.strategy.script.ScriptStrategy;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.redisson.api.RedissonClient;

/** All strategies of one instance: the one place that builds them. Safe for use by many threads. */
public final class Strategies {
  /** For the lab, and for strategies that do not depend on peers. */
  private static final PeerStatus UNASKED = new PeerStatus.Sole(0, LockStrategy.UNLIMITED);

  private final Map<StrategyType, StockStrategy> strategies = new EnumMap<>(StrategyType.class);
  private final Environment environment;

  /**
   * What strategies are built from.
   *
   * @param watched asked at first use; not available on a Cluster
   * @param redisson asked at first use
   * @param lockBook where it is noted who holds a lock and who waits
   * @param locksAsGiven whether a basket's locks are acquired in the order of its lines as they
   *     were given, in the lab: two opposite baskets then deadlock
   * @param bareRedissonLock whether {@code redisson-lock} has no mutex in front of it
   * @param window what holds a strategy between its check and its take
   * @param unsafeAllowed whether strategies may be used where they are not exact: in the lab only
   * @param oneStep whether a {@link OneStepStrategy} may do all in one step; not on a Cluster
   * @param peers what this instance knows now of its peers
   * @param redissonDenied what the store's user may not do although Redisson needs it
   */
  public record Environment(
      RedisGateway redis,
      StockStore store,
      Supplier<WatchedConnections> watched,
      Supplier<RedissonClient> redisson,
      LockSettings locks,
      LockBook lockBook,
      boolean locksAsGiven,
      boolean bareRedissonLock,
      CasSettings cas,
      GroupCommitSettings groupCommit,
      RaceWindow window,
      boolean unsafeAllowed,
      boolean oneStep,
      Supplier<PeerStatus> peers,
      Supplier<Optional<String>> redissonDenied,
      MeterRegistry meters) {}

  public Strategies(Environment environment) {
    this.environment = environment;
    var takes = new ReservationScripts(environment.redis());
    var resolver = new InDoubtResolver(takes, environment.locks().doubtMax(), environment.meters());
    for (StrategyType type : StrategyType.of(StoreKind.REDIS)) {
      strategies.put(
          type,
          MeteredStrategy.around(build(type, takes, resolver), type.id(), environment.meters()));
    }
  }

  /** The strategy of a type. */
  public StockStrategy get(StrategyType type) {
    StockStrategy strategy = strategies.get(type);
    if (strategy == null) {
      throw new IllegalStateException("no strategy was built for " + type);
    }
    return strategy;
  }

  /** The lines of a basket in the order in which their locks are acquired. */
  List<Line> inLockOrder(Basket basket) {
    return environment.locksAsGiven() ? basket.linesAsGiven() : basket.lines();
  }

  /** The shortest route of lines that can be taken by these steps. */
  Route shortest(Route.StepByStep steps) {
    var first = steps.groups().getFirst();
    return environment.oneStep()
            && steps.groups().size() == 1
            && first.strategy() instanceof OneStepStrategy strategy
        ? new Route.OneScript(strategy, first.lines())
        : steps;
  }

  /**
   * The type of a stored name.
   *
   * @throws StrategyUnavailableException when this version does not know it, cannot offer it on
   *     this Redis, or must not while other instances live
   */
  public StrategyType type(String id) {
    StrategyType type =
        StrategyType.of(id)
            .orElseThrow(() ->
                new StrategyUnavailableException("this version does not know the strategy " + id));
    whyNotAllowed(type)
        .ifPresent(why -> {
          throw new StrategyUnavailableException(why);
        });
    return type;
  }

  /** Why a strategy may not be used on this instance now; empty when it may. */
  public Optional<String> whyNotAllowed(StrategyType type) {
    return whyNeverAllowed(type).or(() -> whyNotNow(type));
  }

  private Optional<String> whyNotNow(StrategyType type) {
    return switch (peersFor(type).get()) {
      case PeerStatus.Sole sole -> Optional.empty();
      case PeerStatus.PeersAlive(int others) ->
          Optional.of(
              type.id()
                  + " is exact on one instance only, and %d live on this Redis: stop the others,"
                      .formatted(others + 1)
                  + " or sell through a product with a strategy for all instances, such as "
                  + StrategyType.REDIS_SCRIPT.id());
      case PeerStatus.Unknown unknown ->
          Optional.of(
              type.id()
                  + " is exact on one instance only, and whether another lives is not known while"
                  + " Redis does not answer: try again when it does");
    };
  }

  /** The peer status that a strategy has to check. */
  private Supplier<PeerStatus> peersFor(StrategyType type) {
    return type.guarantee().scope() == Guarantee.Scope.ONE_INSTANCE && !environment.unsafeAllowed()
        ? environment.peers()
        : () -> UNASKED;
  }

  /** Why a strategy may not be used as this instance is configured; empty when it may. */
  public Optional<String> whyNeverAllowed(StrategyType type) {
    if (type.store() != StoreKind.REDIS) {
      return Optional.of(
          type.id() + " is a strategy on PostgreSQL, and this service runs on Redis");
    }
    if (type.guarantee().scope() == Guarantee.Scope.NONE && !environment.unsafeAllowed()) {
      return Optional.of(type.id() + " oversells and is for lab mode only");
    }
    if (type == StrategyType.REDIS_CAS && environment.redis().isCluster()) {
      return Optional.of(type.id() + " is not offered on a Redis Cluster");
    }
    if (type.usesRedisson()) {
      return environment
          .redissonDenied()
          .get()
          .map(what -> type.id() + " is not offered, since the Redis user may not " + what);
    }
    return Optional.empty();
  }

  private StockStrategy build(
      StrategyType type, ReservationScripts takes, InDoubtResolver resolver) {
    return switch (type) {
      case UNGUARDED -> lock(type, locks(type), takes, resolver);
      case JVM_MUTEX,
          JVM_MUTEX_PER_SKU,
          JVM_READ_WRITE_LOCK,
          JVM_SEMAPHORE,
          REDISSON_LOCK,
          REDISSON_FAIR_LOCK,
          REDISSON_READ_WRITE_LOCK,
          REDISSON_FENCED_LOCK ->
          lock(
              type,
              new MeteredLocks(locks(type), type.id(), environment.meters()),
              takes,
              resolver);
      case REDISSON_SEMAPHORE ->
          new DecrementStrategy(
              takes,
              environment.store(),
              environment.window(),
              new SemaphorePermits(environment.redisson()));
      case REDIS_DECRBY ->
          new DecrementStrategy(
              takes, environment.store(), environment.window(), new BareDecrement(takes));
      case REDIS_CAS ->
          new CompareAndSetStrategy(
              environment.watched(),
              environment.redis(),
              environment.store(),
              environment.window(),
              environment.cas(),
              environment.meters());
      case REDIS_SCRIPT -> script(takes);
      case REDIS_GROUP_COMMIT ->
          new GroupCommitStrategy(
              type.id(),
              new OrderScripts(environment.redis()),
              script(takes),
              environment.groupCommit(),
              environment.meters());
      default -> throw new IllegalStateException(type + " is not a strategy on Redis");
    };
  }

  private ScriptStrategy script(ReservationScripts takes) {
    return new ScriptStrategy(new OrderScripts(environment.redis()), takes, environment.store());
  }

  /** The locks of a lock strategy; a lock in Redis has one of this JVM in front of it. */
  private SkuLocks locks(StrategyType type) {
    int stripes = environment.locks().stripes();
    var redisson = environment.redisson();
    var meters = environment.meters();
    var local = acquisition(type, LockName.Level.LOCAL);
    var distributed = acquisition(type, LockName.Level.DISTRIBUTED);
    return switch (type) {
      case UNGUARDED -> new NoLocks();
      case JVM_MUTEX -> JvmMutexes.of(1, local);
      case JVM_MUTEX_PER_SKU -> JvmMutexes.of(stripes, local);
      case JVM_READ_WRITE_LOCK -> new JvmReadWriteLocks(stripes, local);
      case JVM_SEMAPHORE -> new JvmSemaphores(stripes, local);
      case REDISSON_LOCK ->
          environment.bareRedissonLock()
              ? RedissonLocks.plain(redisson, meters, distributed)
              : behind(
                  type,
                  JvmMutexes.of(stripes, local),
                  RedissonLocks.plain(redisson, meters, distributed));
      case REDISSON_FAIR_LOCK ->
          behind(
              type,
              JvmMutexes.fair(stripes, local),
              RedissonLocks.fair(redisson, meters, distributed));
      case REDISSON_READ_WRITE_LOCK ->
          behind(
              type,
              new JvmReadWriteLocks(stripes, local),
              RedissonLocks.readWrite(redisson, meters, distributed));
      case REDISSON_FENCED_LOCK ->
          behind(
              type,
              JvmMutexes.of(stripes, local),
              new RedissonFencedLocks(redisson, meters, distributed));
      default -> throw new IllegalStateException(type + " has no locks");
    };
  }

  private OrderedAcquisition acquisition(StrategyType type, LockName.Level level) {
    var notes = new LockNotes(environment.lockBook(), type.id(), level);
    return environment.locksAsGiven()
        ? OrderedAcquisition.asGiven(notes, environment.window())
        : new OrderedAcquisition(notes);
  }

  private SkuLocks behind(StrategyType type, SkuLocks local, SkuLocks distributed) {
    return new TwoLevelLocks(
        local,
        JvmMutexes.of(environment.locks().stripes(), acquisition(type, LockName.Level.GATE)),
        distributed);
  }

  private StockStrategy lock(
      StrategyType type, SkuLocks locks, ReservationScripts takes, InDoubtResolver resolver) {
    return new LockStrategy(
        locks,
        environment.lockBook(),
        peersFor(type),
        takes,
        environment.store(),
        environment.window(),
        environment.locks(),
        resolver);
  }
}
