package dev.holdfast.load.campaign;

import dev.holdfast.load.config.HostAndPort;
import dev.holdfast.load.process.LoadTestException;
import dev.holdfast.load.process.RedisInfo;
import dev.holdfast.load.process.RedisLocation;
import dev.holdfast.load.process.RedisServerProcess;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Redis.
 *
 * @param started null when it was given
 */
record RedisStore(HostAndPort address, @Nullable RedisServerProcess started)
    implements StoreServer {

  /** One that runs already, and goes on running. */
  static RedisStore given(HostAndPort address) {
    if (!RedisInfo.answers(address)) {
      throw new LoadTestException("no Redis answers at " + address);
    }
    return new RedisStore(address, null);
  }

  /** One that ends with what runs on it. */
  static RedisStore of(RedisServerProcess started) {
    return new RedisStore(started.address(), started);
  }

  @Override
  public Map<String, String> properties() {
    return RedisLocation.at(address);
  }

  @Override
  public Map<String, String> settings() {
    return RedisInfo.settings(address);
  }

  @Override
  public @Nullable Long process() {
    return started == null ? null : started.pid();
  }

  @Override
  public @Nullable String statistics() {
    return null;
  }

  @Override
  public void requireAlive() {
    if (started != null) {
      started.requireAlive();
    }
  }

  @Override
  public void close() {
    if (started != null) {
      started.close();
    }
  }
}
