package dev.holdfast.redis.topology;

import dev.holdfast.stock.StoreUnavailableException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the store's commands are sent on. Safe for use by many threads. */
public interface StoreLink extends AutoCloseable {
  /**
   * What a command is sent with, now. It is asked for anew for each command.
   *
   * @throws StoreUnavailableException when there is no connection, or it is of another view of the
   *     master than the operation of this thread began with: nothing was sent
   */
  Sender sender();

  /** Whether there is no connection because the server is a replica and refuses writes. */
  boolean isReadOnly();

  /**
   * A connection of its own to the same store, for many commands that must not stand in the way of
   * others. It ends with its view of the master.
   *
   * @throws io.lettuce.core.RedisException when the store cannot be reached
   */
  StoreLink another();

  /**
   * A connection that receives messages.
   *
   * @param received gets the channel of each, on a thread that must not wait
   * @throws io.lettuce.core.RedisException when the store cannot be reached
   */
  Subscriber subscriber(Consumer<String> received);

  /** Has a task run each time that its view of the master changes, where it has one. */
  void onNewMaster(Runnable task);

  @Override
  void close();

  /** Sends commands. What they come to is to be handed to it too: it may be the end of the link. */
  interface Sender extends BiConsumer<@Nullable Object, @Nullable Throwable> {
    RedisClusterAsyncCommands<String, String> commands();
  }
}
