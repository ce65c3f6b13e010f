package dev.holdfast.redis.client;

import dev.holdfast.redis.data.Keys;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.StoreUnavailableException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisReadOnlyException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Tries whether Redis takes writes. Safe for use by many threads. */
public final class WriteProbe {
  private final CommandChannel channel;

  public WriteProbe(RedisGateway redis) {
    this.channel = redis;
  }

  /** What became of a write that was tried. */
  public enum Written {
    WRITTEN,
    /** By a server that is no master. */
    READ_ONLY,
    /** By a master: out of memory, without replicas, without its disk, or for want of a right. */
    REFUSED,
    /** There is no connection, or no answer in time. */
    UNANSWERED
  }

  /** Writes a key of no meaning into each partition of orders, in one round trip. */
  public List<Written> tryWrites() {
    long deadline = channel.deadline();
    var sent = new ArrayList<Supplier<RedisFuture<String>>>();
    for (int partition = 0; partition < OrderId.PARTITIONS; partition++) {
      String key = Keys.written(partition);
      try {
        var future = channel.sending(commands -> commands.set(key, ""));
        sent.add(() -> future);
      } catch (StoreUnavailableException e) {
        sent.add(() -> {
          throw e;
        });
      }
    }
    return sent.stream().map(future -> written(deadline, future)).toList();
  }

  private Written written(long deadline, Supplier<RedisFuture<String>> sent) {
    try {
      CommandChannel.awaiting(deadline, sent.get());
      return Written.WRITTEN;
    } catch (RedisReadOnlyException e) {
      return Written.READ_ONLY;
    } catch (RedisCommandExecutionException e) {
      return Written.REFUSED;
    } catch (RedisException | TimeoutException | StoreUnavailableException e) {
      // Once an order has heard it, nothing more is sent there.
      return channel.link.isReadOnly() ? Written.READ_ONLY : Written.UNANSWERED;
    }
  }
}
