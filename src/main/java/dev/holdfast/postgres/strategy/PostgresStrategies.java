package dev.holdfast.postgres.strategy;

import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.stock.Guarantee;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.stock.StrategyUnavailableException;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.strategy.check.RaceWindow;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The strategies of this store, and whether they may be used. Safe for use by many threads. */
public final class PostgresStrategies {
  private final Map<StrategyType, TakeStrategy> strategies = new EnumMap<>(StrategyType.class);
  private final boolean unsafeAllowed;

  /**
   * @param window where strategies pause between their check and their take
   * @param unsafeAllowed whether those that oversell may be used
   */
  public PostgresStrategies(RaceWindow window, boolean unsafeAllowed) {
    this.unsafeAllowed = unsafeAllowed;
    for (StrategyType type : StrategyType.of(StoreKind.POSTGRES)) {
      strategies.put(type, build(type, window));
    }
  }

  private static TakeStrategy build(StrategyType type, RaceWindow window) {
    return switch (type) {
      case POSTGRES_UNGUARDED -> new Unguarded(window);
      case POSTGRES_ROW_LOCK -> new RowLock(window);
      case POSTGRES_ADVISORY_LOCK -> new AdvisoryLock(window);
      case POSTGRES_OPTIMISTIC -> new Optimistic(window);
      case POSTGRES_SERIALIZABLE -> new Serializable(window);
      case POSTGRES_SKIP_LOCKED -> new SkipLocked(window);
      // What does not travel with others goes by itself.
      case POSTGRES_CONDITIONAL_UPDATE, POSTGRES_GROUP_COMMIT -> new ConditionalUpdate();
      default -> throw new IllegalStateException(type + " is not of this store");
    };
  }

  /**
   * The strategy that a product is bound to.
   *
   * @throws StrategyUnavailableException when this version does not know it, it is of another
   *     store, or it may not be used
   */
  public StrategyType type(Product product) {
    String id = product.strategy();
    whyNotUsable(id)
        .ifPresent(why -> {
          throw new StrategyUnavailableException(why);
        });
    return StrategyType.of(id).orElseThrow();
  }

  /** Why a strategy may not be used; empty when it may. */
  public Optional<String> whyNotUsable(String id) {
    Optional<StrategyType> known = StrategyType.of(id);
    if (known.isEmpty()) {
      return Optional.of("this version does not know the strategy " + id);
    }
    StrategyType type = known.get();
    if (type.store() != StoreKind.POSTGRES) {
      return Optional.of(id + " is a strategy on Redis, and this service runs on PostgreSQL");
    }
    if (type.guarantee().scope() == Guarantee.Scope.NONE && !unsafeAllowed) {
      return Optional.of(id + " oversells and is for lab mode only");
    }
    return Optional.empty();
  }

  /** Whether a transaction that takes by this strategy has to be serializable. */
  public boolean isSerializable(StrategyType type) {
    return strategy(type).isSerializable();
  }

  /** As {@link TakeStrategy#take}. */
  public TakeResult take(
      StrategyType type, Transaction transaction, List<Take> takes, Destination destination) {
    return strategy(type).take(transaction, takes, destination);
  }

  private TakeStrategy strategy(StrategyType type) {
    return Objects.requireNonNull(strategies.get(type));
  }
}
