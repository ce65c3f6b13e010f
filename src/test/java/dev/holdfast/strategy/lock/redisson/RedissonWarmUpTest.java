package dev.holdfast.strategy.lock.redisson;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.stock.StoreUnavailableException;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;

/** What the first use of a client says of the store. */
class RedissonWarmUpTest {
  private static <T> T only(Class<T> type, String method, Object result) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, called, arguments) -> {
              if (called.getName().equals("unlock")) {
                throw new IllegalMonitorStateException("it is not locked by this thread");
              }
              if (called.getName().equals(method)) {
                return result;
              }
              throw new AssertionError(called);
            }));
  }

  /** Its lease has ended while the machine stood still, or Redis has lost it in a failover. */
  @Test
  void aLockThatIsLostMeansThatTheStoreCannotBeUsedNow() {
    RLock lost = only(RLock.class, "tryLock", true);
    RedissonClient client = only(RedissonClient.class, "getLock", lost);

    assertThatThrownBy(() -> RedissonWarmUp.run(client))
        .isInstanceOf(StoreUnavailableException.class);
  }
}
