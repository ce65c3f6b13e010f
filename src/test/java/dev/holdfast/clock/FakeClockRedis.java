package dev.holdfast.clock;

import dev.holdfast.testing.ServerAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A redis-server of Debian whose clock is set by the test, through Debian's libfaketime. Without
 * the two packages there is none.
 */
public final class FakeClockRedis implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofSeconds(60);

  private final Process process;
  private final Path clock;
  private final int port;

  private FakeClockRedis(Process process, Path clock, int port) {
    this.process = process;
    this.clock = clock;
    this.port = port;
  }

  /** Whether the packages faketime and redis-server are here. */
  public static boolean isPossible() {
    return find("libfaketimeMT.so.1").isPresent() && server().isPresent();
  }

  private static Optional<Path> server() {
    return Stream.of("/usr/bin/redis-server", "/usr/local/bin/redis-server")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Optional<Path> find(String library) {
    var folders =
        List.of("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/lib/x86_64-linux-gnu");
    return folders.stream()
        .flatMap(folder -> Stream.of(folder + "/faketime/" + library, folder + "/" + library))
        .map(Path::of)
        .filter(Files::exists)
        .findFirst();
  }

  /** Starts one, whose clock is right at first. */
  public static FakeClockRedis start() throws IOException {
    Path clock = Files.createTempFile("clock", "");
    Files.writeString(clock, "+0\n");
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    var builder =
        new ProcessBuilder(
            server().orElseThrow().toString(),
            "--port",
            Integer.toString(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "");
    // The C library's malloc comes before the one that Redis brings: that one asks for the time
    // before libfaketime is ready.
    builder
        .environment()
        .put(
            "LD_PRELOAD",
            find("libfaketimeMT.so.1").orElseThrow() + ":" + find("libc.so.6").orElseThrow());
    builder.environment().put("FAKETIME_TIMESTAMP_FILE", clock.toString());
    builder.environment().put("FAKETIME_NO_CACHE", "1");
    builder.environment().put("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    var process =
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    Awaitility.await("redis-server with a clock of its own")
        .atMost(START_MAX)
        .until(() -> {
          try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
          } catch (IOException e) {
            return false;
          }
        });
    return new FakeClockRedis(process, clock, port);
  }

  public ServerAddress address() {
    return new ServerAddress("127.0.0.1", port);
  }

  /** Sets the clock so far from the right time. */
  public void setTo(Duration offset) {
    try {
      Files.writeString(clock, "%+d%n".formatted(offset.toSeconds()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      process.waitFor(START_MAX.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    Files.deleteIfExists(clock);
  }
}
