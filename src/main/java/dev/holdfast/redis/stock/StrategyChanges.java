package dev.holdfast.redis.stock;

import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.client.ScriptCall;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.data.ReplyCode;
import dev.holdfast.redis.data.ScriptReplies;
import dev.holdfast.redis.script.Script;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StrategyChange;
import dev.holdfast.stock.StrategyChangeResult;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes the strategies of products: one script each. */
record StrategyChanges(RedisGateway redis) {
  /** How many changes of a product are kept, and so for how long an id is remembered. */
  private static final int KEPT = 100;

  /**
   * How long a sentinel stays. A decrement that comes later than that has no process behind it any
   * more; what it makes is a stray counter, which the audit names.
   */
  private static final Duration SENTINEL_TIME = Duration.ofHours(1);

  /**
   * As {@link dev.holdfast.stock.Inventory#changeStrategy}.
   *
   * @param whyNot why the strategy may not be used now; null when it may
   */
  StrategyChangeResult change(
      Sku sku, String strategy, @Nullable String id, @Nullable String whyNot) {
    if (id != null && redis.read(commands -> commands.exists(Keys.product(sku))) > 0) {
      // Before there is a change: whatever samples the product finds it then, and tells of it.
      redis.write(commands -> commands.zadd(Keys.WATCHED, 0, sku.value()));
    }
    var reply =
        redis.epochs().run(redis, sku, epoch -> call(sku, strategy, id, whyNot == null, epoch));
    return switch (ReplyCode.of(reply)) {
      case READ -> new StrategyChangeResult.Looked(change(sku, reply));
      case SWITCHED -> done(sku, reply, false);
      case DUPLICATE -> done(sku, reply, true);
      case REUSED -> new StrategyChangeResult.Reused();
      case FORBIDDEN -> new StrategyChangeResult.NotAllowed(whyNot == null ? "" : whyNot);
      case PAUSED -> new StrategyChangeResult.Busy();
      case DAMAGED -> new StrategyChangeResult.Damaged(ScriptReplies.text(reply.get(1)));
      default -> new StrategyChangeResult.UnknownSku();
    };
  }

  private static ScriptCall call(
      Sku sku, String strategy, @Nullable String id, boolean allowed, long epoch) {
    return ScriptCall.of(
        Script.STRATEGY_CHANGE,
        List.of(
            Keys.product(sku),
            Keys.totals(sku),
            Keys.strategyChanges(sku),
            Keys.available(sku, epoch),
            Keys.available(sku, epoch + 1),
            Keys.band(sku)),
        id,
        strategy,
        allowed ? 1 : 0,
        epoch,
        epoch + 1,
        KEPT,
        SENTINEL_TIME);
  }

  private static StrategyChangeResult done(Sku sku, List<Object> reply, boolean before) {
    return new StrategyChangeResult.Done(change(sku, reply), before);
  }

  private static StrategyChange change(Sku sku, List<Object> reply) {
    return new StrategyChange(
        sku,
        ScriptReplies.text(reply.get(1)),
        ScriptReplies.text(reply.get(2)),
        ScriptReplies.number(reply.get(3)),
        ScriptReplies.number(reply.get(4)),
        ScriptReplies.text(reply.get(5)).isEmpty() ? null : ScriptReplies.instant(reply.get(5)));
  }
}
