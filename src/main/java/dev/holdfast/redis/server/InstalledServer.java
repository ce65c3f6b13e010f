package dev.holdfast.redis.server;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server's executable on this machine.
 *
 * @param executable where it is
 * @param version what it says it is
 */
public record InstalledServer(Path executable, ServerVersion version) {
  /** How long it may take to print its version. */
  private static final Duration VERSION_MAX = Duration.ofSeconds(5);

  /**
   * Looks for servers that will do, Valkey before Redis, each in the order of the path.
   *
   * @param searchPath folders as in the environment variable {@code PATH}; relative ones are left
   *     out, since what is there depends on where the service is started
   */
  public static List<InstalledServer> on(String searchPath) {
    List<Path> folders =
        Arrays.stream(searchPath.split(File.pathSeparator))
            .filter(folder -> !folder.isBlank())
            .map(Path::of)
            .filter(Path::isAbsolute)
            .toList();
    return Stream.of(ServerVersion.Product.VALKEY, ServerVersion.Product.REDIS)
        .flatMap(product -> folders.stream().map(folder -> folder.resolve(product.executable())))
        .map(InstalledServer::at)
        .flatMap(Optional::stream)
        .filter(server -> !server.version().isTooOld())
        .toList();
  }

  /**
   * Asks an executable for its version.
   *
   * @return empty when there is none, or it is no server that Holdfast knows
   */
  public static Optional<InstalledServer> at(Path executable) {
    if (!Files.isRegularFile(executable) || !Files.isExecutable(executable)) {
      return Optional.empty();
    }
    return ServerVersion.printed(versionText(executable))
        .map(version -> new InstalledServer(executable, version));
  }

  /** What it prints, or nothing where it cannot be run or does not end in time. */
  private static String versionText(Path executable) {
    try {
      // It goes to a file: a pipe would be read for as long as anything holds its other end.
      Path printed = Files.createTempFile("server", ".version");
      try {
        return run(executable, printed) ? Files.readString(printed) : "";
      } finally {
        Files.delete(printed);
      }
    } catch (IOException | UncheckedIOException e) {
      return "";
    }
  }

  private static boolean run(Path executable, Path printed) throws IOException {
    Process process =
        new ProcessBuilder(executable.toString(), "--version")
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    try {
      return process.waitFor(VERSION_MAX.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** Its version and where it is. */
  @Override
  public String toString() {
    return version + " (" + executable + ")";
  }
}
