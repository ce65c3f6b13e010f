package dev.holdfast.redis.topology;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches all Sentinels for the address of their master. Each announces a switch when it learns of
 * it, and all are asked every {@link #INTERVAL}, in case an announcement is missed. No single one
 * is relied on. Safe for use by many threads.
 */
public final class SentinelWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SentinelWatch.class);

  /** How often all Sentinels are asked. */
  public static final Duration INTERVAL = Duration.ofSeconds(1);

  /** How long their answers are waited for. */
  private static final Duration ANSWERS_MAX = Duration.ofMillis(500);

  /** More are not watched, however many the Sentinels report. */
  private static final int NODES_MAX = 15;

  private static final long CLOSING_MAX_MS = 1_000;

  private final RedisClient client;
  private final RedisURI settings;
  private final String master;
  private final MasterView view;
  private final SentinelView agreed;
  private final List<SentinelNode> nodes = new CopyOnWriteArrayList<>();
  private final Thread watcher;
  private volatile String complaint = "no Sentinel has answered";
  private volatile boolean closed;

  /**
   * Begins to watch.
   *
   * @param client reconnects by itself; it is closed with the watch
   * @param settings how to connect to a Sentinel: all but its address
   * @param master the name that Sentinels know the master by
   * @param configured the addresses of some of the Sentinels
   */
  public SentinelWatch(
      RedisClient client,
      RedisURI settings,
      String master,
      List<Address> configured,
      MasterView view) {
    this.client = client;
    this.settings = settings;
    this.master = master;
    this.view = view;
    this.agreed = new SentinelView(view);
    configured.forEach(address -> add(address.host(), address.port()));
    watcher = Thread.ofPlatform().daemon().name("holdfast-sentinels").start(this::watch);
  }

  /** Where a Sentinel is. */
  public record Address(String host, int port) {}

  /**
   * Waits until the master is known.
   *
   * @throws RedisException when it is not within that time, with what is in the way
   */
  public void awaitMaster(Duration timeMax) {
    long end = System.nanoTime() + timeMax.toNanos();
    while (!view.current().isKnown()) {
      if (System.nanoTime() >= end || Thread.currentThread().isInterrupted()) {
        throw new RedisException(complaint);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  private void add(String host, int port) {
    boolean known = nodes.stream().anyMatch(node -> node.isAt(host, port));
    if (!known && nodes.size() < NODES_MAX) {
      RedisURI uri = RedisURI.builder(settings).build();
      uri.setHost(host);
      uri.setPort(port);
      nodes.add(new SentinelNode(client, uri, master, this::announced));
    }
  }

  private void watch() {
    while (!closed) {
      try {
        ask();
      } catch (RuntimeException e) {
        log.warn("The Sentinels could not be asked", e);
      }
      LockSupport.parkNanos(this, INTERVAL.toNanos());
    }
  }

  private void ask() {
    var asked = nodes.stream().map(SentinelNode::ask).toList();
    try {
      CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
          .get(ANSWERS_MAX.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      closed = true;
      return;
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      complaint = "no majority of the Sentinels tells of a master " + master + ": " + reason(e);
    }
    var votes = new ArrayList<SentinelVotes.Vote>();
    for (var answer : asked) {
      if (answer.isDone() && !answer.isCompletedExceptionally()) {
        SentinelNode.Answer its = answer.join();
        votes.add(its.vote());
        discover(its.others());
      }
    }
    SentinelVotes.decide(votes).ifPresent(agreed::decided);
  }

  private static String reason(Exception e) {
    return e.getCause() == null
        ? "not answered in time"
        : String.valueOf(e.getCause().getMessage());
  }

  private void discover(List<Map<String, String>> others) {
    for (Map<String, String> other : others) {
      String id = SentinelNode.text(other, "runid");
      if (nodes.stream().noneMatch(node -> node.id().equals(id))) {
        add(SentinelNode.text(other, "ip"), Integer.parseInt(SentinelNode.text(other, "port")));
      }
    }
  }

  /** {@code name old-host old-port new-host new-port}. */
  private void announced(String message) {
    String[] words = message.split(" ", -1);
    if (words.length == 5 && words[0].equals(master)) {
      agreed.announced(words[1], Integer.parseInt(words[2]), words[3], Integer.parseInt(words[4]));
      LockSupport.unpark(watcher);
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(watcher);
    client.shutdown(0, CLOSING_MAX_MS, TimeUnit.MILLISECONDS);
  }
}
