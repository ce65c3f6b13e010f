package dev.holdfast.load.harness;

import dev.holdfast.load.config.HostAndPort;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import redis.embedded.RedisExecProvider;

/** A Redis of the campaign's own: in memory only, or with an append-only file. */
public final class RedisServer implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(50);

  private final Lifeline lifeline;
  private final ManagedProcess.Command command;
  private final HostAndPort address;
  private ManagedProcess process;

  private RedisServer(Lifeline lifeline, ManagedProcess.Command command, HostAndPort address) {
    this.lifeline = lifeline;
    this.command = command;
    this.address = address;
    this.process = lifeline.start(command);
  }

  /** Starts one that keeps nothing on disk, and waits until it answers. */
  public static RedisServer start(Lifeline lifeline, Path directory) {
    return start(lifeline, directory, List.of("--appendonly", "no"));
  }

  /**
   * Starts one that answers a change only when it is on disk, and waits until it answers.
   *
   * @param directory where logs go, and its data
   */
  public static RedisServer startDurable(Lifeline lifeline, Path directory) {
    return start(
        lifeline,
        directory,
        List.of("--appendonly", "yes", "--appendfsync", "always", "--dir", directory.toString()));
  }

  private static RedisServer start(Lifeline lifeline, Path directory, List<String> persistence) {
    int port = Ports.freeToKeep();
    List<String> words = new ArrayList<>();
    words.addAll(
        List.of(
            executable(),
            "--port",
            Integer.toString(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--maxmemory-policy",
            "noeviction"));
    words.addAll(persistence);
    RedisServer server =
        new RedisServer(
            lifeline,
            new ManagedProcess.Command(
                "Redis", words, directory, directory.resolve("redis-" + port + ".log")),
            new HostAndPort("127.0.0.1", port));
    server.awaitReady();
    return server;
  }

  /** Kills it, and starts it again on what is on disk. */
  public void killAndRestart() {
    process.kill();
    lifeline.stop(process);
    process = lifeline.start(command);
    awaitReady();
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
