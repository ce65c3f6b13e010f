package dev.holdfast.strategy.lock.redisson;

import dev.holdfast.stock.StoreUnavailableException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.redisson.api.RFencedLock;
import org.redisson.api.RLock;
import org.redisson.api.RReadWriteLock;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisException;

/**
 * Acquires and releases a lock of each kind, also against a holder, under a name that nothing else
 * uses. The first order then finds connections, subscriptions, scripts and classes in place, and a
 * right that the Redis user lacks shows itself before an order needs it.
 */
public final class RedissonWarmUp {
  private static final long WAIT_MS = 50;
  private static final long OTHER_MS_MAX = 2_000;

  private RedissonWarmUp() {}

  /**
   * Uses a client once in each way in which strategies do.
   *
   * @throws StoreUnavailableException when a step fails; its locks end with their leases
   */
  public static void run(RedissonClient client) {
    try {
      tryAll(client);
    } catch (RedisException e) {
      throw RedissonLock.unavailable(e);
    } catch (IllegalMonitorStateException e) {
      throw new StoreUnavailableException("a lock was lost while locks were tried", e);
    }
  }

  private static void tryAll(RedissonClient client) {
    String name = "holdfast:warm-up:" + UUID.randomUUID() + ":";
    contend(client.getLock(name + "lock"));
    contend(client.getFairLock(name + "fair-lock"));
    RReadWriteLock readWrite = client.getReadWriteLock(name + "read-write-lock");
    contend(readWrite.writeLock());
    use(readWrite.readLock());
    fenced(client.getFencedLock(name + "fenced-lock"));
    // There is no such semaphore: nothing is taken.
    client.getSemaphore(name + "semaphore").tryAcquire();
  }

  /** While this thread holds the lock another one waits for it, which takes a subscription. */
  private static void contend(RLock lock) {
    if (!tryLock(lock)) {
      return;
    }
    try {
      var other = new CompletableFuture<Void>();
      Thread.ofVirtual()
          .name("redisson-warm-up")
          .start(() -> {
            try {
              use(lock);
              other.complete(null);
            } catch (RuntimeException e) {
              other.completeExceptionally(e);
            }
          });
      await(other);
    } finally {
      lock.unlock();
    }
  }

  private static void use(RLock lock) {
    if (tryLock(lock)) {
      lock.unlock();
    }
  }

  private static void fenced(RFencedLock lock) {
    Long token = lock.tryLockAndGetToken(WAIT_MS, OTHER_MS_MAX, TimeUnit.MILLISECONDS);
    if (token != null) {
      lock.unlock();
    }
  }

  private static boolean tryLock(RLock lock) {
    try {
      return lock.tryLock(WAIT_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RedisException("interrupted while locks were tried", e);
    }
  }

  private static void await(CompletableFuture<Void> other) {
    try {
      other.get(OTHER_MS_MAX, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RedisException cause ? cause : new RedisException(e.getCause());
    } catch (TimeoutException e) {
      throw new RedisException("a contended lock was not answered in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RedisException("interrupted while locks were tried", e);
    }
  }
}
