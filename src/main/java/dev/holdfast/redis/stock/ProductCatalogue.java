package dev.holdfast.redis.stock;

import dev.holdfast.redis.client.Epochs;
import dev.holdfast.redis.client.RedisFaults;
import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.client.ScriptCall;
import dev.holdfast.redis.data.DamagedRecords;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.data.ReplyCode;
import dev.holdfast.redis.data.ScriptReplies;
import dev.holdfast.redis.script.Script;
import dev.holdfast.stock.Inventory.RegisterResult;
import dev.holdfast.stock.Inventory.Skus;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.PurchaseLimits;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockDamagedException;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.store.StockStore.Registration;
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
import org.jspecify.annotations.Nullable;

/** The catalogue of products in Redis, and how each is bound to its strategy. */
final class ProductCatalogue {
  private final RedisGateway redis;
  private final DamagedRecords damaged;

  /**
   * @param damaged gets what of the catalogue is passed over
   */
  ProductCatalogue(RedisGateway redis, DamagedRecords damaged) {
    this.redis = redis;
    this.damaged = damaged;
  }

  RegisterResult register(Registration product) {
    Sku sku = product.sku();
    // The index first: a listing skips a SKU without a product, but would never find a product that
    // is not listed.
    redis.write(commands -> commands.zadd(Keys.PRODUCTS, 0, sku.value()));
    for (int i = 0; i < Epochs.TRIES_MAX; i++) {
      ReplyCode reply = ReplyCode.of(redis.run(registerCall(product)));
      if (reply == ReplyCode.DAMAGED) {
        throw new StockDamagedException(
            "the totals of " + sku + " are gone, but its counter is there");
      }
      if (reply != ReplyCode.MOVED) {
        return RegisterResult.valueOf(reply.name());
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

  Map<Sku, Product> products(Collection<Sku> skus) {
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
    return ReplyCode.RESUMED.begins(reply) ? ScriptReplies.number(reply.get(1)) : Product.PAUSED;
  }

  Skus page(@Nullable Sku after, int limit) {
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
}
