package dev.holdfast.redis.topology;

import dev.holdfast.runtime.WheelTimeout;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.store.OneView;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisReadOnlyException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection to the master of one view. It never connects again, and ends with its view. Safe for
 * use by many threads.
 */
public final class MasterConnection implements StoreLink, StoreLink.Sender {
  private final MasterConnector connector;
  private final StatefulRedisConnection<String, String> connection;
  private final RedisAsyncCommands<String, String> commands;
  private final MasterView.View view;
  private final AtomicBoolean closing = new AtomicBoolean();

  MasterConnection(
      MasterConnector connector,
      StatefulRedisConnection<String, String> connection,
      MasterView.View view) {
    this.connector = connector;
    this.connection = connection;
    this.commands = connection.async();
    this.view = view;
  }

  /** The view that it belongs to. */
  MasterView.View view() {
    return view;
  }

  /** Whether it is open and its view is the current one. */
  public boolean isCurrent() {
    return connection.isOpen() && connector.view().current().number() == view.number();
  }

  @Override
  public Sender sender() {
    if (!isCurrent()) {
      throw new StoreUnavailableException("Redis is not connected", null);
    }
    OneView.admit(view.number());
    return this;
  }

  @Override
  public RedisAsyncCommands<String, String> commands() {
    return commands;
  }

  /** A reply READONLY ends the use of the server. */
  @Override
  public void accept(@Nullable Object reply, @Nullable Throwable fault) {
    if (fault instanceof RedisReadOnlyException) {
      connector.readOnly(view);
    }
  }

  /** Has an action run when the connection is lost, or closed; at once when it is already. */
  void onEnd(Runnable action) {
    connection.addListener(
        new RedisConnectionStateListener() {
          @Override
          public void onRedisDisconnected(RedisChannelHandler<?, ?> channel) {
            action.run();
          }
        });
    if (!connection.isOpen()) {
      action.run();
    }
  }

  /** Closes it once what was sent is answered, or this time has passed. */
  void closeWhenAnswered(Duration timeMax) {
    WheelTimeout tooLate = WheelTimeout.after(timeMax.toNanos(), this::close);
    try {
      // Answers come in order: when this one is here, all are.
      var _ =
          commands
              .ping()
              .whenComplete((reply, fault) -> {
                tooLate.cancel();
                close();
              });
    } catch (RedisException e) {
      tooLate.cancel();
      close();
    }
  }

  boolean isOpen() {
    return connection.isOpen();
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
    connector.view().onChange(next -> task.run());
  }

  @Override
  public void close() {
    if (closing.compareAndSet(false, true)) {
      var _ = connection.closeAsync();
    }
  }
}
