package dev.holdfast.load.process;

import dev.holdfast.load.config.HostAndPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import redis.embedded.RedisExecProvider;

/** A Redis of the campaign's own: in memory only, or with an append-only file. */
public final class RedisServer implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(50);

  private final ProcessSupervisor lifeline;
  private final ManagedProcess.Command command;
  private final HostAndPort address;
  private ManagedProcess process;

  private RedisServer(
      ProcessSupervisor lifeline, ManagedProcess.Command command, HostAndPort address) {
    this.lifeline = lifeline;
    this.command = command;
    this.address = address;
    this.process = lifeline.start(command);
  }

  /** Starts one that keeps nothing on disk, and waits until it answers. */
  public static RedisServer start(ProcessSupervisor lifeline, Path directory) {
    return start(lifeline, directory, List.of("--appendonly", "no"));
  }

  /**
   * Starts one that answers a change only when it is on disk, and waits until it answers.
   *
   * @param directory where logs go, and its data
   */
  public static RedisServer startDurable(ProcessSupervisor lifeline, Path directory) {
    return start(
        lifeline,
        directory,
        List.of("--appendonly", "yes", "--appendfsync", "always", "--dir", directory.toString()));
  }

  /**
   * Starts one with settings of its own beside {@code port}, {@code bind}, {@code save} and {@code
   * maxmemory-policy}, and waits until it answers.
   *
   * @param directory where its log goes
   * @param settings as they stand on a command line, such as {@code "--appendonly", "no"}
   */
  public static RedisServer start(
      ProcessSupervisor lifeline, Path directory, List<String> settings) {
    return start(lifeline, directory, Ports.freeToKeep(), settings);
  }

  /** Starts one at a port that is kept for it. */
  public static RedisServer start(
      ProcessSupervisor lifeline, Path directory, int port, List<String> settings) {
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
    words.addAll(settings);
    return started(lifeline, "Redis (port %d)".formatted(port), words, directory, port);
  }

  /**
   * Starts a Sentinel, and waits until it answers.
   *
   * @param directory where its log goes, and its file, which it rewrites
   * @param lines of its file, beside those of its address
   */
  public static RedisServer startSentinel(
      ProcessSupervisor lifeline, Path directory, List<String> lines) {
    int port = Ports.freeToKeep();
    Path file = directory.resolve("sentinel-" + port + ".conf");
    List<String> all = new ArrayList<>(List.of("port " + port, "bind 127.0.0.1"));
    all.addAll(lines);
    try {
      Files.createDirectories(directory);
      Files.write(file, all);
    } catch (IOException e) {
      throw new LoadTestException(file + " cannot be written: " + e.getMessage(), e);
    }
    List<String> words = List.of(executable(), file.toString(), "--sentinel");
    return started(lifeline, "Sentinel (port %d)".formatted(port), words, directory, port);
  }

  private static RedisServer started(
      ProcessSupervisor lifeline, String name, List<String> words, Path directory, int port) {
    Path log = directory.resolve("redis-" + port + ".log");
    // Its own: two replicas would load each other's copy of the master's data.
    Path own = directory.resolve("redis-" + port);
    try {
      Files.createDirectories(own);
    } catch (IOException e) {
      throw new LoadTestException(own + " cannot be made: " + e.getMessage(), e);
    }
    RedisServer server =
        new RedisServer(
            lifeline,
            new ManagedProcess.Command(name, words, own, log),
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

  /** Kills it (SIGKILL). */
  public void kill() {
    process.kill();
  }

  /** Whether its process runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Sends a command, its words separated by spaces.
   *
   * @return the reply in the form of the protocol
   * @throws LoadTestException when the command fails or the server does not answer
   */
  public String command(String command) {
    try {
      String reply = RedisInfo.ask(address, command);
      if (reply.isEmpty() || reply.startsWith("-")) {
        throw new LoadTestException(
            "%s at %s was answered: %s".formatted(command, address, reply.strip()));
      }
      return reply;
    } catch (IOException e) {
      throw new LoadTestException(
          "%s at %s failed: %s".formatted(command, address, e.getMessage()), e);
    }
  }

  /** What it says of its replication, by name; empty when it does not answer. */
  public Map<String, String> replication() {
    try {
      return RedisInfo.ask(address, "INFO replication")
          .lines()
          .filter(line -> line.contains(":"))
          .collect(
              Collectors.toMap(
                  line -> line.substring(0, line.indexOf(':')),
                  line -> line.substring(line.indexOf(':') + 1),
                  (first, _) -> first));
    } catch (IOException e) {
      return Map.of();
    }
  }

  /** Where it listens. */
  public HostAndPort address() {
    return address;
  }

  /** Refuses to go on when it is no longer there. */
  public void requireAlive() {
    if (!process.isAlive()) {
      throw new LoadTestException("Redis died; the last it said:\n" + process.lastWords());
    }
  }

  /**
   * Makes it lose all its data, as a Redis that keeps nothing on disk does when it is restarted.
   */
  public void loseEverything() {
    try {
      RedisInfo.ask(address, "FLUSHALL");
    } catch (IOException e) {
      throw new LoadTestException("Redis cannot be emptied: " + e.getMessage(), e);
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
        throw new LoadTestException("Redis did not answer within " + START_MAX.toSeconds() + " s");
      }
      deadline.pause(POLL);
    }
  }

  private static String executable() {
    try {
      return RedisExecProvider.defaultProvider().get().getAbsolutePath();
    } catch (IOException | RuntimeException e) {
      throw new LoadTestException(
          "there is no embedded Redis for this machine; start one and name it with"
              + " -Dredis=HOST:PORT",
          e);
    }
  }
}
