package dev.holdfast.strategy.lock.redisson;

import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.lock.OrderedAcquisition;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.redisson.api.RScript;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisException;
import org.redisson.client.codec.StringCodec;

/**
 * A fair lock that one thread of its client at a time requests. When a request fails, as while
 * Redis hangs, or its time ends within Redisson, the thread may be in the queue without knowing;
 * such an orphaned place would block all waiters until it expires. So the request after one that
 * did not acquire the lock first removes the places that this client left behind.
 *
 * @param client whose places these are
 * @param inDoubt the locks in whose queues this client may have left a place
 */
record RedissonFairLock(RedissonLock lock, RedissonClient client, Set<String> inDoubt)
    implements OrderedAcquisition.OneLock {
  private static final String LEAVE =
      """
      for _, place in ipairs(redis.call('lrange', KEYS[1], 0, -1)) do
        if string.sub(place, 1, #ARGV[1]) == ARGV[1] then
          redis.call('lrem', KEYS[1], 0, place)
          redis.call('zrem', KEYS[2], place)
        end
      end
      return 1
      """;

  @Override
  public String name() {
    return lock.name();
  }

  @Override
  public boolean covers(Sku sku) {
    return lock.covers(sku);
  }

  @Override
  public Optional<Lease> lease(long thread) {
    return lock.lease(thread);
  }

  @Override
  public boolean tryAcquire(long waitNanos) throws InterruptedException {
    String name = lock.lock().getName();
    if (inDoubt.contains(name)) {
      leave(name);
    }
    boolean acquired = false;
    try {
      acquired = lock.tryAcquire(waitNanos);
      return acquired;
    } finally {
      if (acquired) {
        inDoubt.remove(name);
      } else {
        inDoubt.add(name);
      }
    }
  }

  private void leave(String name) {
    try {
      client
          .getScript(StringCodec.INSTANCE)
          .<Long>eval(
              RScript.Mode.READ_WRITE,
              LEAVE,
              RScript.ReturnType.LONG,
              List.of("redisson_lock_queue:" + name, "redisson_lock_timeout:" + name),
              client.getId() + ":");
    } catch (RedisException e) {
      throw RedissonLock.unavailable(e);
    }
  }

  @Override
  public void release() {
    lock.release();
  }
}
