package dev.holdfast.testing;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.springframework.util.FileSystemUtils;
import redis.embedded.RedisExecProvider;

/**
 * A redis-server of a test's own, on loopback and on a port that stays its own: to configure, to
 * kill, to pause and to start again. It keeps nothing on disk unless its options say so, and leaves
 * nothing behind.
 */
public final class RedisServerProcess implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofSeconds(60);
  private static final int REPLY_MS_MAX = 30_000;
  private static final String BUNDLED = "bundled";
  private static final RedisClient CLIENT = RedisClient.create();

  private final Path folder;
  private final int port;
  private final List<String> command;
  private final Map<String, String> environment;
  private Process process;

  /** What follows the executable on the command line. */
  private interface Options {
    List<String> of(Path folder, int port) throws IOException;
  }

  private RedisServerProcess(String executable, Map<String, String> environment, Options options) {
    this.environment = environment;
    try {
      folder = Files.createTempDirectory("redis-server");
      port = freePort();
      command = new ArrayList<>(List.of(executable));
      command.addAll(options.of(folder, port));
      Runtime.getRuntime().addShutdownHook(new Thread(this::close));
      process = launch();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts the server that tests use, with more options as its command line takes them. */
  public static RedisServerProcess start(String... options) {
    return start(executable(), Map.of(), options);
  }

  /** Starts a server of one's own choice, in an environment with these variables too. */
  public static RedisServerProcess start(
      String executable, Map<String, String> environment, String... options) {
    return new RedisServerProcess(
        executable,
        environment,
        (folder, port) -> {
          var all = new ArrayList<>(List.of("--port", Integer.toString(port)));
          all.addAll(List.of("--bind", "127.0.0.1", "--save", "", "--appendonly", "no"));
          all.addAll(List.of(options));
          return all;
        });
  }

  /** Starts a Sentinel, with these lines of configuration. */
  public static RedisServerProcess sentinel(List<String> configuration) {
    return new RedisServerProcess(
        executable(),
        Map.of(),
        (folder, port) -> {
          var lines = new ArrayList<>(List.of("port " + port, "bind 127.0.0.1"));
          lines.addAll(configuration);
          Path file = Files.write(folder.resolve("sentinel.conf"), lines);
          return List.of(file.toString(), "--sentinel");
        });
  }

  /** A port of loopback that nothing listens on. */
  public static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String executable() {
    String wanted = System.getProperty("holdfast.embedded-redis.server", BUNDLED);
    try {
      return wanted.equals(BUNDLED)
          ? RedisExecProvider.defaultProvider().get().getAbsolutePath()
          : wanted;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process launch() throws IOException {
    Path log = folder.resolve("log");
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    // One that knows locales does not start in one that is not installed.
    builder.environment().put("LC_ALL", "C");
    builder.environment().putAll(environment);
    Process started = builder.start();
    try {
      Awaitility.await("redis-server is ready")
          .atMost(START_MAX)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(10))
          .failFast(() -> !started.isAlive())
          .until(this::isReady);
      return started;
    } catch (RuntimeException e) {
      started.destroyForcibly();
      throw new IllegalStateException(command + " does not start: " + Files.readString(log), e);
    }
  }

  private boolean isReady() {
    try {
      String reply = ask("PING");
      return reply.startsWith("+") || reply.startsWith("-NOAUTH");
    } catch (IOException e) {
      return false;
    }
  }

  /** What it answers to a line, without the threads that a client has. */
  private String ask(String line) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(REPLY_MS_MAX);
      socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
      // Once it has answered, it ends the connection too.
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  public int port() {
    return port;
  }

  public ServerAddress address() {
    return new ServerAddress("127.0.0.1", port);
  }

  /** Does something on it. */
  public <T> T on(Function<RedisCommands<String, String>, T> work) {
    try (var connection = CLIENT.connect(RedisURI.create("127.0.0.1", port))) {
      return work.apply(connection.sync());
    }
  }

  /** A number of a section of INFO, which is asked for on a connection without a client. */
  public long info(String section, String field) {
    try {
      return ask("INFO " + section)
          .lines()
          .filter(line -> line.startsWith(field + ":"))
          .mapToLong(line -> Long.parseLong(line.substring(field.length() + 1)))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it at once; its data in memory goes with it. */
  public void kill() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Starts it again where it was killed. */
  public void startAgain() {
    try {
      process = launch();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * It does nothing from now on; its connections stay, and the kernel still takes new ones for it.
   */
  public void freeze() {
    Signals.send(process, "STOP");
  }

  /** It goes on where it was frozen, with all that it was sent meanwhile. */
  public void thaw() {
    Signals.send(process, "CONT");
  }

  @Override
  public void close() {
    if (process != null) {
      kill();
    }
    FileSystemUtils.deleteRecursively(folder.toFile());
  }
}
