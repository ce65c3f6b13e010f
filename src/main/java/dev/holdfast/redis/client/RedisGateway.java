package dev.holdfast.redis.client;

import dev.holdfast.redis.clock.CallerClock;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.data.ScriptReplies;
import dev.holdfast.redis.script.Script;
import dev.holdfast.redis.script.Scripts;
import dev.holdfast.redis.topology.ClientLink;
import dev.holdfast.redis.topology.MasterConnector;
import dev.holdfast.redis.topology.MasterLink;
import dev.holdfast.redis.topology.StoreLink;
import dev.holdfast.runtime.WheelTimeout;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.StoreUnavailableException;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one shared connection to Redis, and what is sent over it: scripts and, as a {@link
 * CommandChannel}, single commands, each within the bound of a command. {@link RedisFaults} says
 * what their faults mean.
 *
 * <p>Safe for use by many threads. The client may send a command a second time after a cut
 * connection, so every script has to be harmless when it runs twice.
 */
public final class RedisGateway extends CommandChannel {
  private static final Logger log = LoggerFactory.getLogger(RedisGateway.class);

  private final boolean cluster;
  private final Scripts scripts;
  private final RefusedCalls refused = new RefusedCalls();
  private volatile Supplier<String> outages = () -> "";
  private final CallerClock clock;
  private final Epochs epochs;

  /**
   * Connects through a client that reconnects by itself, such as that of a Cluster. The client
   * stays the caller's.
   *
   * @param clock this instance's: timed scripts are sent its time
   * @throws RedisException when Redis cannot be reached
   */
  public RedisGateway(
      AbstractRedisClient client, RedisSettings settings, Scripts scripts, CallerClock clock) {
    this(
        new ClientLink(client),
        client instanceof RedisClusterClient,
        settings,
        scripts,
        clock,
        new Epochs());
  }

  /**
   * Connects to the master of a view, and follows it.
   *
   * @param clock this instance's: timed scripts are sent its time
   * @throws RedisException when the master cannot be reached
   */
  public RedisGateway(
      MasterConnector master, RedisSettings settings, Scripts scripts, CallerClock clock) {
    this(
        new MasterLink(master, settings.reconnectDelay()),
        false,
        settings,
        scripts,
        clock,
        new Epochs());
  }

  private RedisGateway(
      StoreLink link,
      boolean cluster,
      RedisSettings settings,
      Scripts scripts,
      CallerClock clock,
      Epochs epochs) {
    super(link, settings.commandTimeout());
    this.cluster = cluster;
    this.scripts = scripts;
    this.clock = clock;
    this.epochs = epochs;
    agreeOnTheTime();
  }

  /** Before its first order: only a clock that has agreed with the store's is trusted. */
  private void agreeOnTheTime() {
    if (clock.trust() != CallerClock.Trust.NEVER_AGREED) {
      return;
    }
    try {
      compareClocks();
    } catch (StoreUnavailableException e) {
      log.debug("the clocks are compared later: {}", e.getMessage());
    }
  }

  /** Whether this is a Redis Cluster, where keys of several slots never meet in a script. */
  public boolean isCluster() {
    return cluster;
  }

  /**
   * Another connection to the same master, which the caller closes. It ends with its view of the
   * master, so that what it reads is of one master.
   *
   * @throws StoreUnavailableException when Redis cannot be reached
   */
  public RedisGateway another(RedisSettings settings) {
    try {
      return new RedisGateway(link.another(), cluster, settings, scripts, clock, epochs);
    } catch (RedisException e) {
      throw new StoreUnavailableException("Redis cannot be reached", e);
    }
  }

  /**
   * Has a task run each time that the view of the master changes, on the thread that found out. It
   * must not wait. On a Cluster, whose client follows the masters, it is never run.
   */
  public void onNewMaster(Runnable task) {
    link.onNewMaster(task);
  }

  /**
   * From now on timed scripts are sent this too: what is known of times in which decisions could
   * not be written.
   */
  public void sendOutages(Supplier<String> stamp) {
    outages = () -> ";" + stamp.get();
  }

  /** The calls that Redis has refused on this connection. */
  public RefusedCalls refused() {
    return refused;
  }

  public Epochs epochs() {
    return epochs;
  }

  public Scripts scripts() {
    return scripts;
  }

  /** The keys of an order's scripts: record, due, orders, events as far as they can touch them. */
  public List<String> orderKeys(OrderId order) {
    int partition = order.partition();
    if (order.isWithdrawal()) {
      return List.of(Keys.order(order), Keys.due(partition));
    }
    return scripts.writesEvents()
        ? List.of(
            Keys.order(order), Keys.due(partition), Keys.listing(partition), Keys.events(partition))
        : List.of(Keys.order(order), Keys.due(partition), Keys.listing(partition));
  }

  /**
   * Runs a script, which answers with a list; loads it when Redis does not have it, as after a
   * restart, and repeats it beyond Redis's memory limit where it may go there.
   */
  public List<Object> run(ScriptCall call) {
    return await(call, deadline(), send(call));
  }

  public List<Object> run(Script script, List<String> keys, @Nullable Object... arguments) {
    return run(ScriptCall.of(script, keys, arguments));
  }

  /**
   * Runs several scripts in one round trip. They are not one step. The first fault is thrown after
   * all were answered.
   */
  public List<List<Object>> runAll(List<ScriptCall> calls) {
    return runEach(calls).stream().map(Outcome::get).toList();
  }

  /** What became of one of several calls: its reply, or the fault that it alone had. */
  public record Outcome(@Nullable List<Object> reply, @Nullable RuntimeException fault) {
    public List<Object> get() {
      if (reply == null) {
        throw Objects.requireNonNull(fault);
      }
      return reply;
    }
  }

  /** Runs several scripts in one round trip, each with an outcome of its own. */
  public List<Outcome> runEach(List<ScriptCall> calls) {
    long deadline = deadline();
    var sent = calls.stream().map(this::trySend).toList();
    var outcomes = new ArrayList<Outcome>(calls.size());
    for (int i = 0; i < calls.size(); i++) {
      try {
        outcomes.add(new Outcome(await(calls.get(i), deadline, sent.get(i).get()), null));
      } catch (RuntimeException e) {
        outcomes.add(new Outcome(null, e));
      }
    }
    return outcomes;
  }

  /** One that cannot be sent, as to a server that is away, keeps the others from nothing. */
  private Supplier<RedisFuture<List<Object>>> trySend(ScriptCall call) {
    try {
      var sent = send(call);
      return () -> sent;
    } catch (RuntimeException e) {
      return () -> {
        throw e;
      };
    }
  }

  /**
   * Runs many scripts, some in each round trip, so that Redis answers others in between. The first
   * fault is thrown after all had their turn, or when that took longer than a command may.
   */
  public List<List<Object>> runInTurns(List<List<ScriptCall>> turns) {
    return runEachInTurns(turns).stream().map(Outcome::get).toList();
  }

  /**
   * Likewise, each with an outcome of its own. Those that have no turn any more have the first
   * fault.
   */
  public List<Outcome> runEachInTurns(List<List<ScriptCall>> turns) {
    long start = System.nanoTime();
    var outcomes = new ArrayList<Outcome>();
    @Nullable Outcome failed = null;
    for (List<ScriptCall> turn : turns) {
      if (failed != null && System.nanoTime() - start >= timeout().toNanos()) {
        outcomes.addAll(Collections.nCopies(turn.size(), failed));
        continue;
      }
      for (Outcome outcome : runEach(turn)) {
        outcomes.add(outcome);
        failed = failed == null && outcome.fault() != null ? outcome : failed;
      }
    }
    return outcomes;
  }

  /** Receives the outcome of a script that no thread waits for: its reply or its fault, once. */
  @FunctionalInterface
  public interface Answer {
    void come(@Nullable List<Object> reply, @Nullable RuntimeException fault);
  }

  /**
   * Sends a script and does not wait. Its answer comes within the time of a command, whatever the
   * caller has left, as a rule on the client's own thread, which must not be held up.
   */
  public void send(ScriptCall call, Answer answer) {
    var _ =
        trying(call, ScriptTry.BY_NAME)
            .whenComplete((reply, e) ->
                answer.come(reply, e == null ? null : fault(call.script(), cause(e))));
  }

  private CompletionStage<List<Object>> trying(ScriptCall call, ScriptTry form) {
    return inTime(commands -> evaluate(commands, call, form))
        .exceptionallyCompose(e -> {
          ScriptTry next = form.after(cause(e), call.script());
          return next == null ? CompletableFuture.failedFuture(e) : trying(call, next);
        });
  }

  private CompletionStage<List<Object>> inTime(Read<List<Object>> command) {
    RedisFuture<List<Object>> sent;
    try {
      sent = handOver(command);
    } catch (StoreUnavailableException e) {
      return CompletableFuture.failedFuture(e);
    }
    WheelTimeout tooLate = tooLate(sent, timeout().toNanos());
    return sent.whenComplete((reply, e) -> tooLate.cancel());
  }

  private static Throwable cause(Throwable e) {
    return e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
  }

  private RedisFuture<List<Object>> send(ScriptCall call) {
    return sending(commands -> evaluate(commands, call, ScriptTry.BY_NAME));
  }

  private RedisFuture<List<Object>> evaluate(
      RedisClusterAsyncCommands<String, String> commands, ScriptCall call, ScriptTry form) {
    Script script = call.script();
    if (form.isWithSource()) {
      String source =
          form.isBeyondMemory() ? scripts.sourceBeyondMemory(script) : scripts.source(script);
      return commands.eval(
          source, ScriptOutputType.MULTI, call.keys().toArray(String[]::new), timed(call));
    }
    String sha = form.isBeyondMemory() ? scripts.shaBeyondMemory(script) : scripts.sha(script);
    return commands.evalsha(
        sha, ScriptOutputType.MULTI, call.keys().toArray(String[]::new), timed(call));
  }

  /** The arguments, and the time of this instance behind them where the script takes it. */
  public String[] timed(ScriptCall call) {
    if (!scripts.timed(call.script())) {
      return call.arguments().toArray(String[]::new);
    }
    String[] arguments = call.arguments().toArray(new String[call.arguments().size() + 1]);
    arguments[arguments.length - 1] = clock.stamp() + outages.get();
    return arguments;
  }

  /**
   * Compares this instance's clock with that of each server that keeps data.
   *
   * @return how far the one that differs most is ahead, in ms; negative when it is behind
   * @throws StoreUnavailableException when one of them does not answer
   */
  public long compareClocks() {
    long furthest = 0;
    StoreUnavailableException fault = null;
    for (int partition = 0; partition < (cluster ? OrderId.PARTITIONS : 1); partition++) {
      long sent = clock.millis();
      try {
        var reply = run(Script.CLOCK_READ, List.of(Keys.due(partition)));
        long ahead = clock.compare(ScriptReplies.number(reply.get(0)), sent);
        furthest = Math.abs(ahead) > Math.abs(furthest) ? ahead : furthest;
      } catch (StoreUnavailableException e) {
        fault = e;
      }
    }
    if (fault != null) {
      throw fault;
    }
    return furthest;
  }

  private List<Object> await(ScriptCall call, long deadline, RedisFuture<List<Object>> first) {
    RedisFuture<List<Object>> sent = first;
    ScriptTry form = ScriptTry.BY_NAME;
    while (true) {
      try {
        return awaiting(deadline, sent);
      } catch (RedisException | TimeoutException e) {
        ScriptTry next = form.after(e, call.script());
        if (next == null) {
          throw fault(call.script(), e);
        }
        form = next;
        sent = sending(commands -> evaluate(commands, call, next));
      }
    }
  }

  private RuntimeException fault(Script script, Throwable e) {
    refused.count(script, e);
    return RedisFaults.meaning(e, script.changes());
  }
}
