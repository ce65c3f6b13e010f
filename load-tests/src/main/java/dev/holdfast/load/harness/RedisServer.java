package dev.holdfast.load.harness;

import dev.holdfast.load.config.HostAndPort;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import redis.embedded.RedisExecProvider;

/** A Redis of the campaign's own, in memory only. */
public final class RedisServer implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(50);

  private final Lifeline lifeline;
  private final ManagedProcess process;
  private final HostAndPort address;

  private RedisServer(Lifeline lifeline, ManagedProcess process, HostAndPort address) {
    this.lifeline = lifeline;
    this.process = process;
    this.address = address;
  }

  /** Starts one and waits until it answers. */
  public static RedisServer start(Lifeline lifeline, Path directory) {
    int port = Ports.free();
    List<String> words =
        List.of(
            executable(),
            "--port",
            Integer.toString(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
            "--maxmemory-policy",
            "noeviction");
    ManagedProcess process =
        lifeline.start(
            new ManagedProcess.Command(
                "Redis", words, directory, directory.resolve("redis-" + port + ".log")));
    RedisServer server = new RedisServer(lifeline, process, new HostAndPort("127.0.0.1", port));
    server.awaitReady();
    return server;
  }

  /** Where it listens. */
  public HostAndPort address() {
    return address;
  }

  /** Refuses to go on when it is no longer there. */
  public void requireAlive() {
    if (!process.isAlive()) {
      throw new CampaignException("Redis died; the last it said:\n" + process.lastWords());
    }
  }

  /**
   * Makes it lose all its data, as a Redis that keeps nothing on disk does when it is restarted.
   */
  public void loseEverything() {
    try {
      RedisInfo.ask(address, "FLUSHALL");
    } catch (IOException e) {
      throw new CampaignException("Redis cannot be emptied: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    lifeline.stop(process);
  }

  private void awaitReady() {
    Deadline deadline = Deadline.in(START_MAX);
    while (!RedisInfo.answers(address)) {
      requireAlive();
      if (deadline.isOver()) {
        throw new CampaignException("Redis did not answer within " + START_MAX.toSeconds() + " s");
      }
      deadline.pause(POLL);
    }
  }

  private static String executable() {
    try {
      return RedisExecProvider.defaultProvider().get().getAbsolutePath();
    } catch (IOException | RuntimeException e) {
      throw new CampaignException(
          "there is no embedded Redis for this machine; start one and name it with -Dredis=HOST:PORT",
          e);
    }
  }
}
