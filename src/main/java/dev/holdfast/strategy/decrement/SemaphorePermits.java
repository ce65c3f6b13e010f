package dev.holdfast.strategy.decrement;

import dev.holdfast.redis.data.Keys;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.store.StockLine;
import java.util.function.Supplier;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisException;

/**
 * The counter as permits of Redisson's semaphore, which takes so many if there are so many.
 *
 * <p>Its release is never called: sent twice, it would invent units. What goes back goes through
 * scripts that do it once.
 *
 * @param redisson asked at each use; it sends no command again
 */
public record SemaphorePermits(Supplier<RedissonClient> redisson)
    implements DecrementStrategy.FirstStep {
  @Override
  public Counter lower(StockLine line, int units) {
    var permits = redisson.get().getSemaphore(Keys.available(line.sku(), line.epoch()));
    try {
      return permits.tryAcquire(units) ? Counter.LOWERED : Counter.LEFT_ALONE;
    } catch (RedisException e) {
      throw new OutcomeUnknownException("permits may have been taken: " + e.getMessage(), e);
    }
  }
}
