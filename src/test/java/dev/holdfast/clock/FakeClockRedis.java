package dev.holdfast.clock;

import dev.holdfast.testing.RedisServerProcess;
import dev.holdfast.testing.ServerAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A redis-server of Debian whose clock is set by the test, through Debian's libfaketime. Without
 * the two packages there is none.
 */
public final class FakeClockRedis implements AutoCloseable {
  private final RedisServerProcess server;
  private final Path clock;

  private FakeClockRedis(RedisServerProcess server, Path clock) {
    this.server = server;
    this.clock = clock;
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
    return new FakeClockRedis(
        RedisServerProcess.start(
            server().orElseThrow().toString(),
            Map.of(
                // The C library's malloc comes before the one that Redis brings: that one asks for
                // the time before libfaketime is ready.
                "LD_PRELOAD",
                find("libfaketimeMT.so.1").orElseThrow() + ":" + find("libc.so.6").orElseThrow(),
                "FAKETIME_TIMESTAMP_FILE",
                clock.toString(),
                "FAKETIME_NO_CACHE",
                "1",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1")),
        clock);
  }

  public ServerAddress address() {
    return server.address();
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
    server.close();
    Files.deleteIfExists(clock);
  }
}
