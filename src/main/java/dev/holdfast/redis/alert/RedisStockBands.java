package dev.holdfast.redis.alert;

import dev.holdfast.alert.StockBand;
import dev.holdfast.alert.StockBands;
import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.client.ScriptCall;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.data.ReplyCode;
import dev.holdfast.redis.data.ScriptReplies;
import dev.holdfast.redis.script.Script;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockDamagedException;
import dev.holdfast.stock.StoreUnavailableException;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.Range.Boundary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bands in Redis. One script of a product holds its band and numbers a crossing; the event is
 * appended after that, since the two have no slot in common, and only then counts as announced.
 * Safe for use by many threads.
 */
public final class RedisStockBands implements StockBands {
  private static final Logger log = LoggerFactory.getLogger(RedisStockBands.class);

  /** Behind the band and the shortfall in the reply: the crossing that is to be announced. */
  private static final int CROSSING = 2;

  private static final String ANNOUNCED = "announced";

  private final RedisGateway redis;
  private final long eventsMax;

  /**
   * @param eventsMax how many events of products are kept
   */
  public RedisStockBands(RedisGateway redis, long eventsMax) {
    this.redis = redis;
    this.eventsMax = eventsMax;
  }

  @Override
  public Sample sample(@Nullable Sku after, int limit) {
    var behind = after == null ? Boundary.<String>unbounded() : Boundary.excluding(after.value());
    List<String> members =
        redis.read(commands ->
            commands.zrangebylex(
                Keys.WATCHED, Range.from(behind, Boundary.unbounded()), Limit.create(0, limit)));
    List<Sku> skus = members.stream().filter(Sku::isValid).map(Sku::new).toList();
    var sampled = new ArrayList<Sampled>();
    var outcomes = redis.runEach(skus.stream().map(RedisStockBands::call).toList());
    @Nullable RuntimeException first = null;
    int failed = 0;
    for (int i = 0; i < skus.size(); i++) {
      try {
        List<Object> reply = outcomes.get(i).get();
        // What cannot be read is the audit's to report.
        if (!ReplyCode.UNKNOWN.begins(reply)) {
          sampled.add(sampled(skus.get(i), reply));
          announce(skus.get(i), reply);
        }
      } catch (StoreUnavailableException | OutcomeUnknownException | StockDamagedException e) {
        first = first == null ? e : first;
        failed++;
      }
    }
    // One that fails does not keep those behind it from their turn.
    if (first != null && failed == skus.size()) {
      throw first;
    }
    if (first != null) {
      log.warn(
          "{} of {} products could not be sampled: {}", failed, skus.size(), first.getMessage());
    }
    return new Sample(
        sampled,
        members.size() < limit || skus.isEmpty() ? Optional.empty() : Optional.of(skus.getLast()));
  }

  private static ScriptCall call(Sku sku) {
    return ScriptCall.of(
        Script.BAND_SAMPLE,
        List.of(Keys.totals(sku), Keys.product(sku), Keys.band(sku), Keys.strategyChanges(sku)));
  }

  private static Sampled sampled(Sku sku, List<Object> reply) {
    String band = ScriptReplies.text(reply.get(0));
    return new Sampled(
        sku, band.isEmpty() ? null : StockBand.valueOf(band), reply.get(1).equals("1"));
  }

  private void announce(Sku sku, List<Object> reply) {
    if (reply.size() == CROSSING) {
      return;
    }
    List<Object> crossing = reply.subList(CROSSING, reply.size());
    redis.run(Script.PRODUCT_EVENT_APPEND, List.of(Keys.PRODUCT_EVENTS), sku, crossing, eventsMax);
    String sequence = ScriptReplies.text(crossing.getFirst());
    redis.write(commands -> commands.hset(Keys.band(sku), ANNOUNCED, sequence));
  }
}
