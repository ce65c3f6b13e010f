package dev.holdfast.redis.topology;

import dev.holdfast.stock.StoreUnavailableException;
import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shared connection to the master. When its view ends it is given up at once, and another one
 * is made to the master of the next view, by a thread of its own. Safe for use by many threads.
 */
public final class MasterLink implements StoreLink {
  private static final Logger log = LoggerFactory.getLogger(MasterLink.class);

  /** The longest pause between two tries to connect, in shortest ones. */
  private static final int DELAY_GROWTH_MAX = 4;

  /** A connection that ends sooner than that is followed by a pause. */
  private static final Duration STABLE_MIN = Duration.ofSeconds(1);

  private final MasterConnector connector;
  private final Duration reconnectDelay;
  private final Thread follower;
  private volatile @Nullable MasterConnection current;
  private volatile boolean closed;

  /**
   * Connects.
   *
   * @param reconnectDelay the first pause between two tries to connect again; it doubles up to four
   *     times, and each is shortened by up to a half at random
   * @throws RedisException when the master cannot be reached
   */
  public MasterLink(MasterConnector connector, Duration reconnectDelay) {
    this.connector = connector;
    this.reconnectDelay = reconnectDelay;
    use(connector.connect());
    follower = Thread.ofPlatform().daemon().name("holdfast-master-link").start(this::follow);
    connector.view().onChange(view -> LockSupport.unpark(follower));
  }

  @Override
  public Sender sender() {
    MasterConnection connection = current;
    if (connection == null) {
      throw new StoreUnavailableException("Redis is not connected", null);
    }
    return connection.sender();
  }

  @Override
  public boolean isReadOnly() {
    return connector.view().readOnlyFor().isPositive();
  }

  @Override
  public StoreLink another() {
    return connector.connect();
  }

  @Override
  public Subscriber subscriber(Consumer<String> received) {
    return connector.subscriber(received);
  }

  @Override
  public void onNewMaster(Runnable task) {
    connector.view().onChange(view -> task.run());
  }

  private void use(MasterConnection connection) {
    current = connection;
    connection.onEnd(() -> {
      if (!closed) {
        // The next server at this address may be another one.
        connector.view().renew(connection.view().number());
      }
      LockSupport.unpark(follower());
    });
  }

  /** Null while the first connection is made. */
  private @Nullable Thread follower() {
    return follower;
  }

  private void follow() {
    boolean lost = false;
    int failures = 0;
    long connectedAt = System.nanoTime() - STABLE_MIN.toNanos();
    while (!closed) {
      MasterConnection connection = current;
      if (connection != null && connection.isCurrent()) {
        LockSupport.park(this);
        continue;
      }
      if (!lost) {
        lost = true;
        log.warn("The connection to Redis is lost: orders are refused until it is back");
      }
      try {
        if (System.nanoTime() - connectedAt < STABLE_MIN.toNanos()) {
          // What cuts each connection at once must not have it made anew without a pause.
          pause(failures++);
        } else {
          failures = 0;
        }
        use(connector.connect());
        connectedAt = System.nanoTime();
        lost = false;
        log.info("Redis is connected again, at {}", connector.view().current());
      } catch (RuntimeException e) {
        // Whatever it is: this thread alone connects again.
        log.debug("Redis cannot be connected to: {}", e.toString());
        pause(failures++);
      }
    }
  }

  /** A change of the view ends it. */
  private void pause(int failures) {
    long nanos = reconnectDelay.toNanos() * Math.min(DELAY_GROWTH_MAX, 1L << Math.min(failures, 8));
    LockSupport.parkNanos(this, ThreadLocalRandom.current().nextLong(nanos / 2, nanos + 1));
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(follower);
    MasterConnection connection = current;
    if (connection != null) {
      connection.close();
    }
  }
}
