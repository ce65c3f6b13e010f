package dev.holdfast.redis.stock;

import dev.holdfast.redis.client.Epochs;
import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.client.ScriptCall;
import dev.holdfast.redis.client.StockSignals;
import dev.holdfast.redis.data.DamagedRecords;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.data.ReplyCode;
import dev.holdfast.redis.data.ScriptReplies;
import dev.holdfast.redis.script.Script;
import dev.holdfast.stock.Inventory.RegisterResult;
import dev.holdfast.stock.Inventory.Registration;
import dev.holdfast.stock.Inventory.Skus;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockDamagedException;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.Range.Boundary;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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

  RegisterResult register(Registration product, String defaultStrategy) {
    Sku sku = product.sku();
    // The index first: a listing skips a SKU without a product, but would never find a product that
    // is not listed.
    redis.write(commands -> commands.zadd(Keys.PRODUCTS, 0, sku.value()));
    if (product.terms().thresholds() != null) {
      redis.write(commands -> commands.zadd(Keys.WATCHED, 0, sku.value()));
    }
    for (int i = 0; i < Epochs.TRIES_MAX; i++) {
      var replied = redis.run(registerCall(product, defaultStrategy));
      // Those that wait for what is not on sale any more are refused.
      StockSignals.after(redis, sku, replied);
      ReplyCode reply = ReplyCode.of(replied);
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
  private ScriptCall registerCall(Registration product, String defaultStrategy) {
    Sku sku = product.sku();
    List<RedisGateway.Read<@Nullable String>> reads = new ArrayList<>();
    reads.add(commands -> commands.hget(Keys.product(sku), "strategy"));
    reads.add(commands -> commands.hget(Keys.totals(sku), "epoch"));
    List<@Nullable String> now = redis.readAll(reads);
    @Nullable String bound = now.get(0);
    @Nullable String wanted = product.strategy();
    if (wanted == null) {
      wanted = bound == null ? defaultStrategy : bound;
    }
    var keys = new ArrayList<>(List.of(Keys.product(sku), Keys.totals(sku)));
    String epoch = StoredTerms.isNumber(now.get(1)) ? String.valueOf(now.get(1)) : "";
    if (bound == null || !wanted.equals(bound)) {
      long first = bound == null || epoch.isEmpty() ? 1 : Long.parseLong(epoch);
      keys.addAll(List.of(Keys.reservations(sku), Keys.available(sku, first)));
      if (bound != null) {
        keys.add(Keys.available(sku, first + 1));
      }
    }
    return ScriptCall.of(
        Script.PRODUCT_REGISTER,
        keys,
        wanted,
        bound,
        epoch,
        revisions(product.revisions()),
        StoredTerms.arguments(product.sale()),
        StoredTerms.fields(product.terms()));
  }

  private static String revisions(@Nullable Set<Long> revisions) {
    return revisions == null
        ? "*"
        : revisions.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }

  /** One that cannot be read is none, and spoils no other. */
  Map<Sku, Product> products(Collection<Sku> skus) {
    var products = new LinkedHashMap<Sku, Product>();
    List<Sku> open = List.copyOf(skus);
    for (int i = 0; !open.isEmpty(); i++) {
      boolean last = i == Epochs.TRIES_MAX - 1;
      var replies = redis.runAll(open.stream().map(ProductCatalogue::readCall).toList());
      var again = new ArrayList<Sku>();
      for (int j = 0; j < open.size(); j++) {
        Sku sku = open.get(j);
        var stored = replies.get(j).stream().map(ScriptReplies::text).toList();
        Product product = product(sku, stored);
        if (product == null) {
          continue;
        }
        long epoch = product.epoch();
        redis.epochs().learn(sku, epoch);
        boolean paused = !stored.get(1).isEmpty();
        long free = paused ? resume(sku) : epoch;
        if (free == epoch || free == Product.PAUSED || last) {
          products.put(sku, free == epoch ? product : product.under(Product.PAUSED));
        } else {
          // Another strategy may be bound under the epoch of now: its binding is read anew.
          again.add(sku);
        }
      }
      open = again;
    }
    return products;
  }

  private static ScriptCall readCall(Sku sku) {
    return ScriptCall.of(Script.PRODUCT_READ, List.of(Keys.product(sku), Keys.totals(sku)));
  }

  /** The product of {epoch, pause, sale, on sale, field, value, ...}; null when it is none. */
  private static @Nullable Product product(Sku sku, List<String> stored) {
    if (stored.isEmpty() || !StoredTerms.isNumber(stored.get(0))) {
      return null;
    }
    var fields = new HashMap<String, String>();
    for (int i = 4; i < stored.size(); i += 2) {
      fields.put(stored.get(i), stored.get(i + 1));
    }
    String strategy = fields.getOrDefault("strategy", "");
    String revision = fields.getOrDefault("revision", "");
    Product.Terms terms = StoredTerms.of(sku, fields);
    return strategy.isEmpty() || terms == null
        ? null
        : new Product(
            sku,
            strategy,
            Long.parseLong(stored.get(0)),
            StoredTerms.isNumber(revision) ? Long.parseLong(revision) : 0,
            terms,
            StoredTerms.sale(stored.get(2)),
            stored.get(3).equals("1"));
  }

  /** Ends a pause that has lasted as long as it may; answers the epoch that can be taken under. */
  private long resume(Sku sku) {
    var reply = redis.run(Script.STOCK_RESUME, List.of(Keys.totals(sku)), "");
    StockSignals.after(redis, sku, reply);
    return ReplyCode.RESUMED.begins(reply) ? ScriptReplies.number(reply.get(1)) : Product.PAUSED;
  }

  Skus page(String prefix, @Nullable Sku after, int limit) {
    var skus = new ArrayList<Sku>();
    var to =
        prefix.isEmpty() ? Boundary.<String>unbounded() : Boundary.excluding(Sku.endOf(prefix));
    String last = after == null ? "" : after.value();
    List<String> found;
    do {
      // A cursor before what the prefix begins with is that of another search.
      var range =
          Range.from(
              last.compareTo(prefix) < 0 || last.isEmpty()
                  ? Boundary.including(prefix)
                  : Boundary.excluding(last),
              to);
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
