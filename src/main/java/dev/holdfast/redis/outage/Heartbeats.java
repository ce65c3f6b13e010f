package dev.holdfast.redis.outage;

import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.client.ScriptCall;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.data.ScriptReplies;
import dev.holdfast.redis.script.Script;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to each partition that decisions can be written there, so that every instance learns of a
 * time in which they could not, also one that has just started. Safe for use by many threads.
 */
public final class Heartbeats {
  private static final Logger log = LoggerFactory.getLogger(Heartbeats.class);

  private final RedisGateway redis;
  private final Outages outages;
  private final List<ScriptCall> calls;

  /** From now on the scripts of this connection receive the known outages. */
  public Heartbeats(RedisGateway redis, OutageSettings settings) {
    this(redis, settings, System::nanoTime);
  }

  /**
   * @param nanoTime a clock in ns that is never set
   */
  public Heartbeats(RedisGateway redis, OutageSettings settings, LongSupplier nanoTime) {
    this.redis = redis;
    this.outages = new Outages(settings, nanoTime);
    // Of several instances one is enough.
    var often = settings.heartbeat().dividedBy(2);
    this.calls =
        IntStream.range(0, OrderId.PARTITIONS)
            .mapToObj(partition ->
                ScriptCall.of(
                    Script.HEARTBEAT,
                    List.of(Keys.heartbeat(partition)),
                    often,
                    settings.min(),
                    settings.grace()))
            .toList();
    redis.sendOutages(outages::stamp);
  }

  /**
   * One heartbeat of each partition, all at once. It waits no longer than a command and its repeats
   * may take.
   *
   * @throws dev.holdfast.stock.StoreUnavailableException or {@link OutcomeUnknownException} when a
   *     partition lacks its heartbeat and that is an outage by now; the others have theirs
   */
  public void beat() {
    long asked = outages.nanoTime();
    var beats = calls.stream().map(this::send).toList();
    RuntimeException fault = null;
    var heartbeats = new ArrayList<Outages.Heartbeat>(beats.size());
    for (CompletableFuture<List<Object>> beat : beats) {
      try {
        heartbeats.add(heartbeat(beat.get()));
      } catch (ExecutionException e) {
        fault = e.getCause() instanceof RuntimeException cause ? cause : new RuntimeException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new OutcomeUnknownException("interrupted while heartbeats were written", e);
      }
    }
    if (fault == null) {
      outages.heard(heartbeats, asked);
    } else if (outages.isGoingOn()) {
      throw fault;
    } else {
      log.debug("a heartbeat was not written, which is no outage yet: {}", fault.getMessage());
    }
  }

  private CompletableFuture<List<Object>> send(ScriptCall call) {
    var beat = new CompletableFuture<List<Object>>();
    redis.send(
        call,
        (reply, fault) -> {
          if (reply == null) {
            beat.completeExceptionally(Objects.requireNonNull(fault));
          } else {
            beat.complete(reply);
          }
        });
    return beat;
  }

  private static Outages.Heartbeat heartbeat(List<Object> reply) {
    return new Outages.Heartbeat(
        ScriptReplies.number(reply.get(0)), time(reply.get(1)), time(reply.get(2)));
  }

  private static long time(Object text) {
    return ScriptReplies.text(text).isEmpty() ? 0 : ScriptReplies.number(text);
  }
}
