package dev.holdfast.redis.stock;

import dev.holdfast.order.ReturnedUnits;
import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.client.ScriptCall;
import dev.holdfast.redis.data.DamagedRecords;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.data.ReplyCode;
import dev.holdfast.redis.data.ScriptReplies;
import dev.holdfast.redis.script.Script;
import dev.holdfast.stock.CustomerLimit;
import dev.holdfast.stock.HeldUnits;
import dev.holdfast.stock.Inventory.Adjustment;
import dev.holdfast.stock.Inventory.ConcernedOrders;
import dev.holdfast.stock.Inventory.RegisterResult;
import dev.holdfast.stock.Inventory.Registration;
import dev.holdfast.stock.Inventory.Skus;
import dev.holdfast.stock.Inventory.StockCount;
import dev.holdfast.stock.Movement;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockDamagedException;
import dev.holdfast.stock.StockLevel;
import dev.holdfast.stock.StockSnapshot;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.stock.StrategyChangeResult;
import dev.holdfast.store.RecordedReturn;
import dev.holdfast.store.StockLine;
import dev.holdfast.store.StockStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Products and their stock in Redis. */
public final class RedisStockStore implements StockStore {
  private static final Logger log = LoggerFactory.getLogger(RedisStockStore.class);

  private final RedisGateway redis;
  private final Duration adjustmentRetention;
  private final ProductCatalogue products;
  private final StockCounts counts;

  /**
   * @param adjustmentRetention how long the id of an applied adjustment is remembered
   * @param damaged gets what of the catalogue is passed over
   */
  public RedisStockStore(RedisGateway redis, Duration adjustmentRetention, DamagedRecords damaged) {
    this.products = new ProductCatalogue(redis, damaged);
    this.redis = redis;
    this.adjustmentRetention = adjustmentRetention;
    this.counts = new StockCounts(redis, adjustmentRetention, this::forgetAdjustments);
  }

  @Override
  public RegisterResult register(Registration product, String defaultStrategy) {
    return products.register(product, defaultStrategy);
  }

  @Override
  public Map<Sku, Product> products(Collection<Sku> skus) {
    return products.products(skus);
  }

  @Override
  public Skus page(String prefix, @Nullable Sku after, int limit) {
    return products.page(prefix, after, limit);
  }

  @Override
  public StrategyChangeResult changeStrategy(
      Sku sku, String strategy, @Nullable String id, @Nullable String whyNot) {
    return new StrategyChanges(redis).change(sku, strategy, id, whyNot);
  }

  @Override
  public AdjustResult add(Adjustment adjustment) {
    Sku sku = adjustment.sku();
    return adjusted(
        adjustment,
        redis
            .epochs()
            .run(
                redis,
                sku,
                epoch ->
                    ScriptCall.of(
                        Script.STOCK_ADD,
                        adjustmentKeys(adjustment, Keys.movements(sku), Keys.available(sku, epoch)),
                        adjustment.delta(),
                        adjustment.reason(),
                        adjustmentRetention,
                        StockLevel.SUPPLIED_MAX,
                        adjustment.id(),
                        epoch)));
  }

  /** Forgets adjustments that were kept for long enough, as far as they are that still. */
  private void forgetAdjustments(Sku sku, List<Object> adjustments) {
    if (adjustments.isEmpty()) {
      return;
    }
    var keys = new ArrayList<>(List.of(Keys.adjustments(sku)));
    adjustments.forEach(adjustment -> keys.add(ScriptReplies.text(adjustment)));
    try {
      redis.run(Script.ADJUSTMENTS_FORGET, keys, adjustmentRetention);
    } catch (StoreUnavailableException | OutcomeUnknownException e) {
      // The next adjustment of the SKU finds them again.
      log.debug("adjustments of {} are forgotten later: {}", sku, e.getMessage());
    }
  }

  @Override
  public AdjustResult announceWithdrawal(Adjustment adjustment) {
    return adjusted(
        adjustment,
        redis.run(
            Script.WITHDRAWAL_ANNOUNCE,
            adjustmentKeys(adjustment),
            adjustment.delta(),
            adjustment.reason(),
            adjustmentRetention));
  }

  @Override
  public void onNewMaster(Runnable task) {
    redis.onNewMaster(task);
  }

  private static List<String> adjustmentKeys(Adjustment adjustment, String... more) {
    Sku sku = adjustment.sku();
    var keys =
        new ArrayList<>(
            List.of(
                Keys.totals(sku), Keys.adjustment(sku, adjustment.id()), Keys.adjustments(sku)));
    keys.addAll(List.of(more));
    return keys;
  }

  /** The reply names what may be forgotten behind the result. */
  private AdjustResult adjusted(Adjustment adjustment, List<Object> reply) {
    int end = ReplyCode.WAITED.is(reply.getLast()) ? reply.size() - 1 : reply.size();
    forgetAdjustments(adjustment.sku(), reply.subList(1, end));
    ReplyCode result = ReplyCode.of(notPaused(reply, adjustment.sku()));
    return result == ReplyCode.UNKNOWN
        ? AdjustResult.UNKNOWN_SKU
        : AdjustResult.valueOf(result.name());
  }

  @Override
  public void forgetWithdrawal(Adjustment adjustment) {
    redis.run(
        Script.WITHDRAWAL_FORGET,
        List.of(
            Keys.adjustment(adjustment.sku(), adjustment.id()), Keys.adjustments(adjustment.sku())),
        adjustment.delta());
  }

  @Override
  public CountState announceCount(StockCount count) {
    return counts.announce(count);
  }

  @Override
  public void announceFill(Sku sku, String id) {
    counts.announceFill(sku, id);
  }

  @Override
  public CountState bookCount(StockCount count) {
    if (count.difference() < 0) {
      counts.watch(count.sku());
    }
    return counts.book(count.sku(), count.id(), OrderId.ofWithdrawal(count.id()), null);
  }

  @Override
  public ConcernedOrders concernedOrders(Sku sku) {
    StockLevel level = levels(Set.of(sku)).levels().get(sku);
    return level == null || level.shortfall() <= 0
        ? ConcernedOrders.of(0, List.of())
        : ConcernedOrdersScan.concerned(redis, sku, level.shortfall());
  }

  @Override
  public void release(Sku sku, OrderId order, long attempt) {
    releaseBeyond(sku, order, attempt, 0);
  }

  @Override
  public void releaseBeyond(Sku sku, OrderId order, long attempt, int keep) {
    var reply = redis.epochs().run(redis, Script.LINE_RELEASE, sku, order, attempt, keep);
    // A SKU that Redis does not know any more has nothing to give back to.
    if (ReplyCode.DAMAGED.begins(notPaused(reply, sku))) {
      throw new StockDamagedException(
          "the counter of " + sku + " is gone; its units stay reserved");
    }
  }

  @Override
  public void uncount(OrderId order, StockLine line) {
    CustomerLimit allowance = line.allowance();
    if (allowance != null && allowance.rate() != null) {
      redis.write(
          commands -> commands.zrem(Keys.taken(line.sku(), allowance.customer()), order.value()));
    }
  }

  /** The reply; a step that the reconciliation of its SKU rejected has not happened. */
  static List<Object> notPaused(List<Object> reply, Sku sku) {
    if (ReplyCode.PAUSED.begins(reply)) {
      throw new StoreUnavailableException("the stock of " + sku + " is being reconciled", null);
    }
    return reply;
  }

  @Override
  public Set<OrderId> settle(List<SettledLine> lines) {
    return new LineSettlement(redis).settle(lines);
  }

  @Override
  public void takeBack(OrderId order, RecordedReturn recorded, ReturnedUnits units) {
    Sku sku = units.sku();
    var reply =
        redis
            .epochs()
            .run(
                redis,
                sku,
                epoch -> {
                  var keys = new ArrayList<>(List.of(Keys.returns(sku), Keys.movements(sku)));
                  keys.addAll(redis.epochs().keys(sku, epoch));
                  return ScriptCall.of(
                      Script.LINE_RETURN,
                      keys,
                      order,
                      recorded.number(),
                      recorded.at(),
                      epoch,
                      units.restocked(),
                      units.writtenOff(),
                      units.notShipped());
                });
    switch (ReplyCode.of(notPaused(reply, sku))) {
      case RETURNED -> {}
      case LATE ->
          log.warn(
              "return {} of order {} comes too late to {}, whose audit tells of it",
              recorded.number(),
              order,
              sku);
      default ->
          throw new StockDamagedException(
              "%s cannot take %d units of order %s back: %s"
                  .formatted(sku, units.units(), order, reply.getFirst()));
    }
  }

  @Override
  public void withdraw(Sku sku, OrderId withdrawal, long attempt) {
    String id = withdrawal.booking();
    var reply =
        redis.run(
            Script.LINE_WITHDRAW,
            List.of(
                Keys.totals(sku),
                Keys.reservations(sku),
                Keys.adjustment(sku, id),
                Keys.adjustments(sku),
                Keys.movements(sku)),
            withdrawal,
            attempt);
    if (ReplyCode.COUNT.begins(reply)) {
      counts.watch(sku);
      var _ = counts.book(sku, id, withdrawal, attempt);
      return;
    }
    if (ReplyCode.MISSING.begins(notPaused(reply, sku))) {
      throw new StockDamagedException("the reservation of withdrawal " + withdrawal + " is gone");
    }
  }

  @Override
  public Optional<Movement.Page> movements(Sku sku, @Nullable String after, int limit) {
    return new MovementLedger(redis).page(sku, after, limit);
  }

  @Override
  public Optional<HeldUnits.Page> held(Sku sku, @Nullable String after, int limit) {
    return new ReservationListing(redis).page(sku, after, limit);
  }

  @Override
  public StockSnapshot levels(Set<Sku> skus) {
    var levels = new TreeMap<Sku, StockLevel>();
    StoredCounters.read(redis, List.copyOf(skus))
        .forEach((sku, raw) -> {
          // Zeros in place of what cannot be read would be taken for a level.
          if (raw.unreadable() == null) {
            levels.put(sku, raw.level());
          }
        });
    return new StockSnapshot(levels);
  }
}
