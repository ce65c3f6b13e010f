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

/**
 * A process of redis-server, alone or in a role: master, replica, node of a Cluster, Sentinel. It
 * has a port, a log and a directory of its own.
 */
public final class RedisServerProcess implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofMillis(50);

  private final ProcessSupervisor supervisor;
  private final ManagedProcess.Command command;
  private final HostAndPort address;
  private ManagedProcess process;

  private RedisServerProcess(
      ProcessSupervisor supervisor, ManagedProcess.Command command, int port) {
    this.supervisor = supervisor;
    this.command = command;
    this.address = new HostAndPort("127.0.0.1", port);
    this.process = supervisor.start(command);
    awaitReady();
  }

  /** Starts one that keeps nothing on disk, and waits until it answers. */
  public static RedisServerProcess start(ProcessSupervisor supervisor, Path directory) {
    return start(supervisor, directory, List.of("--appendonly", "no"));
  }

  /**
   * Starts one that answers a change only when it is on disk, and waits until it answers.
   *
   * @param directory where logs go, and its data
   */
  public static RedisServerProcess startDurable(ProcessSupervisor supervisor, Path directory) {
    return start(
        supervisor,
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
  public static RedisServerProcess start(
      ProcessSupervisor supervisor, Path directory, List<String> settings) {
    return start(supervisor, executable(), directory, settings);
  }

  /**
   * Starts another server than the embedded one in the same way.
   *
   * @param server a redis-server or valkey-server
   */
  public static RedisServerProcess start(
      ProcessSupervisor supervisor, String server, Path directory, List<String> settings) {
    int port = Ports.freeToKeep();
    List<String> words = new ArrayList<>(List.of("--port", Integer.toString(port)));
    words.addAll(List.of("--bind", "127.0.0.1", "--save", ""));
    words.addAll(List.of("--maxmemory-policy", "noeviction"));
    words.addAll(settings);
    return start(supervisor, "Redis", server, words, directory, port);
  }

  /**
   * Starts a Sentinel, and waits until it answers.
   *
   * @param directory where its log goes, and its file, which it rewrites
   * @param lines of its file, beside those of its address
   */
  public static RedisServerProcess startSentinel(
      ProcessSupervisor supervisor, Path directory, List<String> lines) {
    int port = Ports.freeToKeep();
    Path file = directory.resolve("sentinel-" + port + ".conf");
    List<String> all = new ArrayList<>(List.of("port " + port, "bind 127.0.0.1"));
    all.addAll(lines);
    Io.run(
        file + " cannot be written",
        () -> Files.write(Files.createDirectories(directory).resolve(file), all));
    List<String> words = List.of(file.toString(), "--sentinel");
    return start(supervisor, "Sentinel", executable(), words, directory, port);
  }

  private static RedisServerProcess start(
      ProcessSupervisor supervisor,
      String role,
      String server,
      List<String> words,
      Path directory,
      int port) {
    // Its own: two replicas would load each other's copy of the master's data.
    Path own = directory.resolve("redis-" + port);
    Io.run(own + " cannot be made", () -> Files.createDirectories(own));
    List<String> all = new ArrayList<>(List.of(server));
    all.addAll(words);
    String name = "%s (port %d)".formatted(role, port);
    Path log = directory.resolve("redis-" + port + ".log");
    return new RedisServerProcess(
        supervisor, new ManagedProcess.Command(name, all, own, log), port);
  }

  /** Kills it, and starts it again on what is on disk. */
  public void killAndRestart() {
    process.kill();
    supervisor.stop(process);
    process = supervisor.start(command);
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

  /** Refuses to go on when it is no longer there. */
  public void requireAlive() {
    if (!process.isAlive()) {
      throw new LoadTestException(
          process.name() + " died; the last it said:\n" + process.lastWords());
    }
  }

  /**
   * Sends a command, its words separated by spaces.
   *
   * @return the reply in the form of the protocol
   * @throws LoadTestException when the command fails or the server does not answer
   */
  public String command(String command) {
    String reply =
        Io.get(command + " at " + address + " failed", () -> RedisInfo.ask(address, command));
    if (reply.isEmpty() || reply.startsWith("-")) {
      throw new LoadTestException(
          "%s at %s was answered: %s".formatted(command, address, reply.strip()));
    }
    return reply;
  }

  /** Whether it says that it is a master; false when it does not answer. */
  public boolean isMaster() {
    return "master".equals(replication().get("role"));
  }

  /** Whether it says that it is a replica; false when it does not answer. */
  public boolean isReplica() {
    return "slave".equals(replication().get("role"));
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

  /** Its process. */
  public long pid() {
    return process.pid();
  }

  /** Where it listens. */
  public HostAndPort address() {
    return address;
  }

  @Override
  public void close() {
    supervisor.stop(process);
  }

  private void awaitReady() {
    Deadline.await(
        process.name() + " to answer",
        START_MAX,
        LOOK,
        () -> {
          requireAlive();
          return RedisInfo.answers(address);
        });
  }

  /** The embedded server for this machine. */
  public static String executable() {
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
