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
import dev.holdfast.runtime.Deadline;
import dev.holdfast.runtime.WheelTimeout;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.StockDamagedException;
import dev.holdfast.stock.StoreUnavailableException;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisReadOnlyException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one shared connection to Redis, and what is sent over it: scripts and commands, each within
 * the bound of a command. {@link RedisFaults} says what their faults mean.
 *
 * <p>Safe for use by many threads. The client may send a command a second time after a cut
 * connection, so every script has to be harmless when it runs twice.
 */
public final class RedisGateway implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RedisGateway.class);

  private final StoreLink link;
  private final boolean cluster;
  private final Duration timeout;
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
    this.link = link;
    this.cluster = cluster;
    this.timeout = settings.commandTimeout();
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

  public Duration timeout() {
    return timeout;
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
    var sent = calls.stream().map(this::send).toList();
    var outcomes = new ArrayList<Outcome>(calls.size());
    for (int i = 0; i < calls.size(); i++) {
      try {
        outcomes.add(new Outcome(await(calls.get(i), deadline, sent.get(i)), null));
      } catch (RuntimeException e) {
        outcomes.add(new Outcome(null, e));
      }
    }
    return outcomes;
  }

  /**
   * Runs many scripts, some in each round trip, so that Redis answers others in between. The first
   * fault is thrown after all had their turn, or when that took longer than a command may.
   */
  public List<List<Object>> runInTurns(List<List<ScriptCall>> turns) {
    long start = System.nanoTime();
    var replies = new ArrayList<List<Object>>();
    RuntimeException fault = null;
    for (List<ScriptCall> turn : turns) {
      try {
        replies.addAll(runAll(turn));
      } catch (StoreUnavailableException | OutcomeUnknownException | StockDamagedException e) {
        fault = fault == null ? e : fault;
        if (System.nanoTime() - start >= timeout.toNanos()) {
          break;
        }
      }
    }
    if (fault != null) {
      throw fault;
    }
    return replies;
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
    WheelTimeout tooLate = tooLate(sent, timeout.toNanos());
    return sent.whenComplete((reply, e) -> tooLate.cancel());
  }

  /** A command whose caller has given up must not be sent after the connection is back. */
  private static WheelTimeout tooLate(RedisFuture<?> sent, long nanos) {
    return WheelTimeout.after(nanos, () -> sent.cancel(true));
  }

  private static Throwable cause(Throwable e) {
    return e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
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

  /** Runs several commands that read, in one round trip. */
  public <T extends @Nullable Object> List<T> readAll(List<Read<T>> reads) {
    long deadline = deadline();
    List<RedisFuture<T>> sent = new ArrayList<>(reads.size());
    for (Read<T> read : reads) {
      sent.add(sending(read));
    }
    var replies = new ArrayList<T>(reads.size());
    for (RedisFuture<T> future : sent) {
      replies.add(await(false, deadline, future));
    }
    return replies;
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

  /**
   * Asks Redis for an answer.
   *
   * @throws StoreUnavailableException when there is none within the bound of a command
   */
  public void ping() {
    this.<String>read(RedisClusterAsyncCommands::ping);
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
    long deadline = deadline();
    var sent = new ArrayList<Supplier<RedisFuture<String>>>();
    for (int partition = 0; partition < OrderId.PARTITIONS; partition++) {
      String key = Keys.written(partition);
      try {
        var future = sending(commands -> commands.set(key, ""));
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
      awaiting(deadline, sent.get());
      return Written.WRITTEN;
    } catch (RedisReadOnlyException e) {
      return Written.READ_ONLY;
    } catch (RedisCommandExecutionException e) {
      return Written.REFUSED;
    } catch (RedisException | TimeoutException | StoreUnavailableException e) {
      // Once an order has heard it, nothing more is sent there.
      return link.isReadOnly() ? Written.READ_ONLY : Written.UNANSWERED;
    }
  }

  /** Likewise; what is kept under a name is of another type than the command reads: then null. */
  public <T> List<@Nullable T> readAllOfType(List<Read<T>> reads) {
    long deadline = deadline();
    List<RedisFuture<T>> sent = new ArrayList<>(reads.size());
    for (Read<T> read : reads) {
      sent.add(sending(read));
    }
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
  private String[] timed(ScriptCall call) {
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

  private long deadline() {
    return System.nanoTime() + Deadline.atMost(timeout).toNanos();
  }

  private <T extends @Nullable Object> RedisFuture<T> sending(Read<T> command) {
    if (Deadline.atMost(Duration.ofNanos(1)).isZero()) {
      throw new StoreUnavailableException("no time is left to ask Redis", null);
    }
    return handOver(command);
  }

  /** Lettuce refuses a command that it cannot queue by an exception here: it was never sent. */
  private <T extends @Nullable Object> RedisFuture<T> handOver(Read<T> command) {
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

  private RuntimeException fault(Script script, Throwable e) {
    refused.count(script, e);
    return RedisFaults.meaning(e, script.changes());
  }

  @Override
  public void close() {
    link.close();
  }
}
