package dev.holdfast.redis.stock;

import dev.holdfast.redis.client.CommandChannel;
import dev.holdfast.redis.client.RedisFaults;
import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.data.ScriptReplies;
import dev.holdfast.redis.script.Script;
import dev.holdfast.redis.stock.ReservationScripts.Reading;
import dev.holdfast.redis.topology.MasterConnection;
import dev.holdfast.runtime.Deadline;
import dev.holdfast.store.ReserveRequest;
import dev.holdfast.store.ReserveResult;
import dev.holdfast.store.StockLine;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A connection that watches counters: the steps of one compare-and-set. Used by one thread at a
 * time.
 */
public final class WatchedConnection {
  private final MasterConnection connection;
  private final RedisAsyncCommands<String, String> commands;
  private final RedisGateway redis;

  /**
   * @param redis has the scripts and the clock of this instance
   */
  WatchedConnection(MasterConnection connection, RedisGateway redis) {
    this.connection = connection;
    this.commands = connection.commands();
    this.redis = redis;
  }

  /**
   * Watches the lines' counters and reads them and what the order holds already. One round trip.
   */
  public List<Reading> watch(ReserveRequest request) {
    var keys =
        request.lines().stream()
            .map(line -> Keys.available(line.sku(), line.epoch()))
            .toArray(String[]::new);
    var watched = commands.watch(keys);
    var available = new ArrayList<RedisFuture<String>>();
    var held = new ArrayList<RedisFuture<String>>();
    for (StockLine line : request.lines()) {
      available.add(commands.get(Keys.available(line.sku(), line.epoch())));
      if (request.mayHoldAlready()) {
        held.add(commands.hget(Keys.reservations(line.sku()), request.order().value()));
      }
    }
    await(watched, false);
    var readings = new ArrayList<Reading>();
    for (int i = 0; i < request.lines().size(); i++) {
      @Nullable String counter = await(available.get(i), false);
      int had = request.mayHoldAlready() ? ReservationScripts.had(await(held.get(i), false)) : 0;
      readings.add(Reading.of(counter, had));
    }
    return readings;
  }

  /** Stops watching. */
  public void unwatch() {
    await(commands.unwatch(), false);
  }

  /**
   * Takes the lines if no watched counter was changed since. Empty when one was, and then nothing
   * is taken. One round trip; a second one when Redis does not have the script.
   */
  public Optional<ReserveResult> takeIfUnchanged(ReserveRequest request) {
    var call =
        ReservationScripts.takeCall(
            Script.TAKE_UNCHECKED, request.order(), request.attempt(), request.lines());
    commands.multi();
    commands.evalsha(
        redis.scripts().sha(call.script()),
        ScriptOutputType.MULTI,
        call.keys().toArray(String[]::new),
        redis.timed(call));
    TransactionResult result = await(commands.exec(), true);
    if (result.wasDiscarded()) {
      return Optional.empty();
    }
    Object reply = result.get(0);
    if (reply instanceof RedisNoScriptException) {
      await(commands.scriptLoad(redis.scripts().source(call.script())), false);
      return Optional.empty();
    }
    if (reply instanceof RedisException fault) {
      connection.accept(null, fault);
      throw RedisFaults.meaning(fault, true);
    }
    return Optional.of(ScriptReplies.reserved(ScriptReplies.list(reply), request.lines()));
  }

  private <T> T await(RedisFuture<T> future, boolean changes) {
    try {
      return CommandChannel.awaiting(
          System.nanoTime() + Deadline.atMost(redis.timeout()).toNanos(), future);
    } catch (RedisException | TimeoutException e) {
      throw RedisFaults.meaning(e, changes);
    }
  }
}
