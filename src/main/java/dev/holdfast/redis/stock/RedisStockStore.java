package dev.holdfast.redis.stock;

import dev.holdfast.redis.client.Epochs;
import dev.holdfast.redis.client.RedisFaults;
import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.client.ScriptCall;
import dev.holdfast.redis.data.DamagedRecords;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.data.ScriptReplies;
import dev.holdfast.redis.script.Script;
import dev.holdfast.stock.Inventory.Adjustment;
import dev.holdfast.stock.Inventory.RegisterResult;
import dev.holdfast.stock.Inventory.Skus;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.PurchaseLimits;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockDamagedException;
import dev.holdfast.stock.StockLevel;
import dev.holdfast.stock.StockSnapshot;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.store.StockStore;
import io.lettuce.core.KeyValue;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.Range.Boundary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
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
  private final DamagedRecords damaged;

  /**
   * @param adjustmentRetention how long the id of an applied adjustment is remembered
   * @param damaged gets what of the catalogue is passed over
   */
  public RedisStockStore(RedisGateway redis, Duration adjustmentRetention, DamagedRecords damaged) {
    this.damaged = damaged;
    this.redis = redis;
    this.adjustmentRetention = adjustmentRetention;
  }

  @Override
  public RegisterResult register(Registration product) {
    Sku sku = product.sku();
    // The index first: a listing skips a SKU without a product, but would never find a product that
    // is not listed.
    redis.write(commands -> commands.zadd(Keys.PRODUCTS, 0, sku.value()));
    for (int i = 0; i < Epochs.TRIES_MAX; i++) {
      String reply = ScriptReplies.text(redis.run(registerCall(product)).get(0));
      if (reply.equals("DAMAGED")) {
        throw new StockDamagedException(
            "the totals of " + sku + " are gone, but its counter is there");
      }
      if (!reply.equals("MOVED")) {
        return RegisterResult.valueOf(reply);
      }
    }
    throw Epochs.moving(sku);
  }

  /** Declares the keys that the registration can touch, as the product is now. */
  private ScriptCall registerCall(Registration product) {
    Sku sku = product.sku();
    List<RedisGateway.Read<@Nullable String>> reads = new ArrayList<>();
    reads.add(commands -> commands.hget(Keys.product(sku), "strategy"));
    reads.add(commands -> commands.hget(Keys.totals(sku), "epoch"));
    List<@Nullable String> now = redis.readAll(reads);
    @Nullable String bound = now.get(0);
    @Nullable String wanted = product.strategy();
    if (wanted == null) {
      wanted = bound == null ? product.defaultStrategy() : bound;
    }
    var keys = new ArrayList<>(List.of(Keys.product(sku)));
    String epoch = isNumber(now.get(1)) ? String.valueOf(now.get(1)) : "";
    if (bound == null || !wanted.equals(bound)) {
      long first = bound == null || epoch.isEmpty() ? 1 : Long.parseLong(epoch);
      keys.addAll(List.of(Keys.totals(sku), Keys.reservations(sku), Keys.available(sku, first)));
      if (bound != null) {
        keys.add(Keys.available(sku, first + 1));
      }
    }
    return ScriptCall.of(
        Script.PRODUCT_REGISTER,
        keys,
        product.name(),
        wanted,
        product.reservationTime(),
        limit(product.limits().perOrder()),
        limit(product.limits().perCustomer()),
        bound,
        epoch);
  }

  /** 0 stands for no limit. */
  private static int limit(@Nullable Integer limit) {
    return limit == null ? 0 : limit;
  }

  private static @Nullable Integer limit(KeyValue<String, String> stored) {
    int limit = Integer.parseInt(stored.getValueOrElse("0"));
    return limit == 0 ? null : Integer.valueOf(limit);
  }

  @Override
  public Map<Sku, Product> products(Collection<Sku> skus) {
    try {
      return readProducts(skus);
    } catch (StoreUnavailableException e) {
      if (!RedisFaults.isOfAnotherType(e)) {
        throw e;
      }
    }
    // One that cannot be read is none, and spoils no other.
    var products = new LinkedHashMap<Sku, Product>();
    if (skus.size() > 1) {
      skus.forEach(sku -> products.putAll(products(List.of(sku))));
    }
    return products;
  }

  private Map<Sku, Product> readProducts(Collection<Sku> skus) {
    List<RedisGateway.Read<List<KeyValue<String, String>>>> reads = new ArrayList<>();
    for (Sku sku : skus) {
      // The epoch first: registering changes both at once, so it is never newer than the strategy
      // read after it, and Redis rejects a binding that is torn between two registrations by its
      // epoch.
      reads.add(commands -> commands.hmget(Keys.totals(sku), "epoch", "paused"));
      reads.add(commands ->
          commands.hmget(
              Keys.product(sku),
              "name",
              "strategy",
              "reservationTime",
              "maxPerOrder",
              "maxPerCustomer"));
    }
    var replies = redis.readAll(reads);
    var products = new LinkedHashMap<Sku, Product>();
    int i = 0;
    for (Sku sku : skus) {
      var binding = replies.get(i++);
      var epoch = binding.get(0);
      var product = replies.get(i++);
      if (product.get(1).hasValue()
          && isNumber(epoch.getValueOrElse(null))
          && isNumber(product.get(2).getValueOrElse(null))
          && isLimit(product.get(3))
          && isLimit(product.get(4))) {
        redis.epochs().learn(sku, Long.parseLong(epoch.getValue()));
        products.put(
            sku,
            new Product(
                sku,
                product.get(0).getValueOrElse(sku.value()),
                product.get(1).getValue(),
                binding.get(1).hasValue() ? resume(sku) : Long.parseLong(epoch.getValue()),
                Duration.ofMillis(Long.parseLong(product.get(2).getValue())),
                new PurchaseLimits(limit(product.get(3)), limit(product.get(4)))));
      }
    }
    return products;
  }

  private static boolean isNumber(@Nullable String value) {
    return value != null && value.matches("\\d{1,18}");
  }

  private static boolean isLimit(KeyValue<String, String> value) {
    return value.getValueOrElse("0").matches("\\d{1,9}");
  }

  /** Ends a pause that has lasted as long as it may; answers the epoch that can be taken under. */
  private long resume(Sku sku) {
    var reply = redis.run(Script.STOCK_RESUME, List.of(Keys.totals(sku)), "");
    return ScriptReplies.text(reply.get(0)).equals("RESUMED")
        ? ScriptReplies.number(reply.get(1))
        : Product.PAUSED;
  }

  @Override
  public Skus page(@Nullable Sku after, int limit) {
    var skus = new ArrayList<Sku>();
    String last = after == null ? null : after.value();
    List<String> found;
    do {
      var range =
          Range.from(
              last == null ? Boundary.<String>unbounded() : Boundary.excluding(last),
              Boundary.unbounded());
      // One more than asked for tells whether there is a next page.
      found =
          redis.read(
              commands -> commands.zrangebylex(Keys.PRODUCTS, range, Limit.create(0, limit + 1L)));
      for (String member : found) {
        if (Sku.isValid(member)) {
          skus.add(new Sku(member));
        } else {
          damaged.meetProduct(member);
        }
        last = member;
      }
      // What was passed over is made up for, so that a page is short only at the end.
    } while (skus.size() <= limit && found.size() > limit);
    return new Skus(
        List.copyOf(skus.subList(0, Math.min(limit, skus.size()))),
        skus.size() > limit ? Optional.of(skus.get(limit - 1)) : Optional.empty());
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
                        adjustmentKeys(adjustment, Keys.available(sku, epoch)),
                        adjustment.delta(),
                        adjustment.reason(),
                        adjustmentRetention,
                        StockLevel.SUPPLIED_MAX,
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
    forgetAdjustments(adjustment.sku(), reply.subList(1, reply.size()));
    String result = notPaused(reply, adjustment.sku());
    return result.equals("UNKNOWN") ? AdjustResult.UNKNOWN_SKU : AdjustResult.valueOf(result);
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
  public void release(Sku sku, OrderId order, long attempt) {
    releaseBeyond(sku, order, attempt, 0);
  }

  @Override
  public void releaseBeyond(Sku sku, OrderId order, long attempt, int keep) {
    var reply = redis.epochs().run(redis, Script.LINE_RELEASE, sku, order, attempt, keep);
    // A SKU that Redis does not know any more has nothing to give back to.
    if (notPaused(reply, sku).equals("DAMAGED")) {
      throw new StockDamagedException(
          "the counter of " + sku + " is gone; its units stay reserved");
    }
  }

  /** The reply; a step that the reconciliation of its SKU rejected has not happened. */
  private static String notPaused(List<Object> reply, Sku sku) {
    if (ScriptReplies.text(reply.get(0)).equals("PAUSED")) {
      throw new StoreUnavailableException("the stock of " + sku + " is being reconciled", null);
    }
    return ScriptReplies.text(reply.get(0));
  }

  @Override
  public Set<OrderId> settle(List<SettledLine> lines) {
    return new LineSettlement(redis).settle(lines);
  }

  @Override
  public void withdraw(Sku sku, OrderId withdrawal, long attempt) {
    var reply =
        redis.run(
            Script.LINE_WITHDRAW,
            List.of(
                Keys.totals(sku),
                Keys.reservations(sku),
                Keys.adjustment(sku, withdrawal.value().substring("w:".length())),
                Keys.adjustments(sku)),
            withdrawal,
            attempt);
    if (notPaused(reply, sku).equals("MISSING")) {
      throw new StockDamagedException("the reservation of withdrawal " + withdrawal + " is gone");
    }
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
