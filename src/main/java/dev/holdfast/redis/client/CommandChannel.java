package dev.holdfast.redis.client;

import dev.holdfast.redis.topology.StoreLink;
import dev.holdfast.redis.topology.Subscriber;
import dev.holdfast.runtime.Deadline;
import dev.holdfast.runtime.WheelTimeout;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.StoreUnavailableException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One shared connection to Redis, and single commands over it, each within the bound of a command.
 * {@link RedisFaults} says what their faults mean.
 *
 * <p>Safe for use by many threads.
 */
public abstract sealed class CommandChannel implements AutoCloseable permits RedisGateway {
  final StoreLink link;
  private final Duration timeout;

  CommandChannel(StoreLink link, Duration timeout) {
    this.link = link;
    this.timeout = timeout;
  }

  /** The bound of a command. */
  public final Duration timeout() {
    return timeout;
  }

  /** Runs a command that reads. A fault means that it can be asked again. */
  public <T extends @Nullable Object> T read(Read<T> command) {
    return await(false, deadline(), command);
  }

  /** Runs a command that changes something. */
  public <T> T write(Function<RedisClusterAsyncCommands<String, String>, RedisFuture<T>> command) {
    return await(true, deadline(), command::apply);
  }

  /** A command that reads. */
  @FunctionalInterface
  public interface Read<T extends @Nullable Object> {
    RedisFuture<T> of(RedisClusterAsyncCommands<String, String> commands);
  }

  /** What every master that answers reports of itself; outside a Cluster there is one. */
  public List<String> infoOfMasters(String section) {
    if (!(link.sender().commands()
        instanceof RedisAdvancedClusterAsyncCommands<String, String> several)) {
      return List.of(this.<String>read(one -> one.info(section)));
    }
    CompletableFuture<String>[] asked = several.upstream().commands().info(section).futures();
    CompletableFuture.allOf(asked)
        .handle((all, e) -> e == null)
        .completeOnTimeout(false, timeout.toNanos(), TimeUnit.NANOSECONDS)
        .join();
    return Stream.of(asked)
        .filter(answer -> answer.isDone() && !answer.isCompletedExceptionally())
        .map(CompletableFuture::join)
        .toList();
  }

  /** Runs several commands that read, in one round trip. */
  public <T extends @Nullable Object> List<T> readAll(List<Read<T>> reads) {
    long deadline = deadline();
    var sent = sendAll(reads);
    var replies = new ArrayList<T>(reads.size());
    for (RedisFuture<T> future : sent) {
      replies.add(await(false, deadline, future));
    }
    return replies;
  }

  private <T extends @Nullable Object> List<RedisFuture<T>> sendAll(List<Read<T>> reads) {
    var sent = new ArrayList<RedisFuture<T>>(reads.size());
    for (Read<T> read : reads) {
      sent.add(sending(read));
    }
    return sent;
  }

  /**
   * Runs several commands that read, in one round trip; null for one whose key holds another type
   * than it reads.
   */
  public <T> List<@Nullable T> readAllOfType(List<Read<T>> reads) {
    long deadline = deadline();
    var sent = sendAll(reads);
    List<@Nullable T> replies = new ArrayList<>(reads.size());
    for (RedisFuture<T> future : sent) {
      try {
        replies.add(await(false, deadline, future));
      } catch (StoreUnavailableException e) {
        if (!RedisFaults.isOfAnotherType(e)) {
          throw e;
        }
        replies.add(null);
      }
    }
    return replies;
  }

  /**
   * Asks Redis for an answer.
   *
   * @throws StoreUnavailableException when there is none within the bound of a command
   */
  public void ping() {
    this.<String>read(RedisClusterAsyncCommands::ping);
  }

  private <T extends @Nullable Object> T await(boolean changes, long deadline, Read<T> command) {
    return await(changes, deadline, sending(command));
  }

  private static <T extends @Nullable Object> T await(
      boolean changes, long deadline, RedisFuture<T> sent) {
    try {
      return awaiting(deadline, sent);
    } catch (RedisException | TimeoutException e) {
      throw RedisFaults.meaning(e, changes);
    }
  }

  final long deadline() {
    return System.nanoTime() + Deadline.atMost(timeout).toNanos();
  }

  final <T extends @Nullable Object> RedisFuture<T> sending(Read<T> command) {
    if (Deadline.atMost(Duration.ofNanos(1)).isZero()) {
      throw new StoreUnavailableException("no time is left to ask Redis", null);
    }
    return handOver(command);
  }

  /** Lettuce refuses a command that it cannot queue by an exception here: it was never sent. */
  final <T extends @Nullable Object> RedisFuture<T> handOver(Read<T> command) {
    StoreLink.Sender sender = link.sender();
    RedisFuture<T> sent;
    try {
      sent = command.of(sender.commands());
    } catch (RedisException e) {
      throw new StoreUnavailableException("Redis is not connected", e);
    }
    var _ = sent.whenComplete(sender);
    return sent;
  }

  /**
   * A connection of its own that receives messages, which the caller closes.
   *
   * @param received gets the channel of each, on a thread that must not wait
   * @throws StoreUnavailableException when Redis cannot be reached
   */
  public final Subscriber subscriber(Consumer<String> received) {
    try {
      return link.subscriber(received);
    } catch (RedisException e) {
      throw new StoreUnavailableException("Redis cannot be reached", e);
    }
  }

  /** Waits for an answer; a command that is not answered in time is cancelled. */
  public static <T extends @Nullable Object> T awaiting(long deadline, RedisFuture<T> sent)
      throws TimeoutException {
    WheelTimeout tooLate = tooLate(sent, Math.max(1, deadline - System.nanoTime()));
    try {
      return sent.get();
    } catch (CancellationException e) {
      throw (TimeoutException) new TimeoutException("not answered in time").initCause(e);
    } catch (InterruptedException e) {
      sent.cancel(true);
      Thread.currentThread().interrupt();
      throw new OutcomeUnknownException("interrupted while Redis was asked", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RedisException cause) {
        throw cause;
      }
      throw new RedisException(e.getCause());
    } finally {
      tooLate.cancel();
    }
  }

  /** A command whose caller has given up must not be sent after the connection is back. */
  static WheelTimeout tooLate(RedisFuture<?> sent, long nanos) {
    return WheelTimeout.after(nanos, () -> sent.cancel(true));
  }

  @Override
  public void close() {
    link.close();
  }
}
