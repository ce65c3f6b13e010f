package dev.holdfast.redis.client;

import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.data.ReplyCode;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreUnavailableException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals that units came back, to the instances with orders that wait for them. A step that gives
 * units back replies whether there are any, so that without them nothing is sent. A signal may be
 * lost: that delays those orders until their instance reads the level again.
 */
public final class StockSignals {
  private static final Logger log = LoggerFactory.getLogger(StockSignals.class);

  private StockSignals() {}

  /** Signals a SKU if the reply of a step says that orders wait for it. Waits for nothing. */
  public static void after(RedisGateway redis, Sku sku, List<Object> reply) {
    if (!reply.isEmpty() && ReplyCode.WAITED.is(reply.getLast())) {
      send(redis, sku);
    }
  }

  /** Signals a SKU. Waits for nothing. */
  public static void send(RedisGateway redis, Sku sku) {
    String channel = Keys.freed(sku);
    try {
      var _ =
          redis.handOver(commands ->
              redis.isCluster() ? commands.spublish(channel, "") : commands.publish(channel, ""));
    } catch (StoreUnavailableException e) {
      log.debug("a signal is lost: {}", e.getMessage());
    }
  }
}
