package dev.holdfast.redis.stock;

import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.client.ScriptCall;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.data.ReplyCode;
import dev.holdfast.redis.data.ScriptReplies;
import dev.holdfast.redis.script.Script;
import dev.holdfast.stock.Inventory.StockCount;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockDamagedException;
import dev.holdfast.stock.StockLevel;
import dev.holdfast.store.StockStore.CountState;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The steps of stock counts in Redis. Their form in the place of an adjustment's delta is that of
 * {@code lib/count.lua}. Safe for use by many threads.
 *
 * @param retention how long the id of a count is remembered
 * @param forget forgets adjustments of a SKU that were kept for long enough
 */
record StockCounts(RedisGateway redis, Duration retention, BiConsumer<Sku, List<Object>> forget) {
  /** As {@link dev.holdfast.store.StockStore#announceCount}. */
  CountState announce(StockCount count) {
    return announce(
        count.sku(),
        count.id(),
        "count:" + count.expected() + ":" + count.counted(),
        count.reason());
  }

  /** As {@link dev.holdfast.store.StockStore#announceFill}. */
  void announceFill(Sku sku, String id) {
    var _ = announce(sku, id, "fill", "");
  }

  private CountState announce(Sku sku, String id, String form, String reason) {
    var reply =
        RedisStockStore.notPaused(
            redis
                .epochs()
                .run(
                    redis,
                    sku,
                    epoch ->
                        ScriptCall.of(
                            Script.COUNT_ANNOUNCE,
                            List.of(
                                Keys.totals(sku),
                                Keys.adjustment(sku, id),
                                Keys.adjustments(sku),
                                Keys.available(sku, epoch)),
                            form,
                            reason,
                            retention,
                            StockLevel.SUPPLIED_MAX,
                            epoch)),
            sku);
    return switch (ReplyCode.of(reply)) {
      case ANNOUNCED -> {
        forget.accept(sku, reply.subList(2, reply.size()));
        yield new CountState.Announced(ScriptReplies.number(reply.get(1)));
      }
      case DUPLICATE -> new CountState.Booked();
      case REUSED -> new CountState.Reused();
      case TOO_MUCH -> new CountState.TooMuch();
      case TOO_FEW -> new CountState.TooFew(ScriptReplies.number(reply.get(1)));
      default -> new CountState.UnknownSku();
    };
  }

  /** Before a product may be short: its shortfall is an event also where it has no thresholds. */
  void watch(Sku sku) {
    redis.write(commands -> commands.zadd(Keys.WATCHED, 0, sku.value()));
  }

  /**
   * Books a count that is announced. Idempotent. The results are those of {@link
   * dev.holdfast.store.StockStore#bookCount}.
   *
   * @param order the one that may have taken units of its loss
   * @param attempt of the order's record; null to book the count without it
   * @throws StockDamagedException when the count, what its order took or the counter is gone
   */
  CountState book(Sku sku, String id, OrderId order, @Nullable Long attempt) {
    var reply =
        RedisStockStore.notPaused(
            redis
                .epochs()
                .run(
                    redis,
                    sku,
                    epoch ->
                        ScriptCall.of(
                            Script.COUNT_BOOK,
                            List.of(
                                Keys.totals(sku),
                                Keys.adjustment(sku, id),
                                Keys.adjustments(sku),
                                Keys.movements(sku),
                                Keys.available(sku, epoch),
                                Keys.reservations(sku)),
                            id,
                            order,
                            attempt == null ? "" : attempt,
                            epoch)),
            sku);
    return switch (ReplyCode.of(reply)) {
      case APPLIED, DUPLICATE -> new CountState.Booked();
      case TOO_FEW -> new CountState.TooFew(ScriptReplies.number(reply.get(1)));
      default ->
          throw new StockDamagedException(
              "a count of " + sku + " cannot be booked: " + ScriptReplies.text(reply.getFirst()));
    };
  }
}
