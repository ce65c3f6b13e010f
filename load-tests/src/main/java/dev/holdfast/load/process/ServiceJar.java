package dev.holdfast.load.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * The service's jar, built when it is missing or older than its sources. A reproducible build gives
 * the jar a date of its own, so the date of the build is kept in a file beside it.
 */
public final class ServiceJar {
  private static final Duration BUILD_MAX = Duration.ofMinutes(20);

  private ServiceJar() {}

  /** A jar that an option names. */
  public static Path given(Path jar) {
    if (!Files.isRegularFile(jar)) {
      throw new LoadTestException("there is no file " + jar);
    }
    return jar;
  }

  /** The jar of the service beside this project's {@code home}, built if it has to be. */
  public static Path built(ProcessSupervisor supervisor, Path home, Path logs, Console console) {
    Path root = home.getParent();
    if (root == null || !Files.exists(root.resolve("mvnw"))) {
      throw new LoadTestException(
          "the service is not beside " + home + "; name its jar with -Djar=FILE");
    }
    if (isStale(root)) {
      console.print("Building the service ...%n");
      build(supervisor, root, logs.resolve("build.log"));
    }
    return jar(root);
  }

  /** Whether the jar has to be built. */
  static boolean isStale(Path root) {
    if (!Files.exists(jar(root)) || !Files.exists(buildDate(root))) {
      return true;
    }
    try (Stream<Path> sources = Files.walk(root.resolve("src/main"))) {
      FileTime built = Files.getLastModifiedTime(buildDate(root));
      return Stream.concat(sources.filter(Files::isRegularFile), Stream.of(root.resolve("pom.xml")))
          .anyMatch(source -> isNewer(source, built));
    } catch (IOException e) {
      throw new LoadTestException("the service's sources cannot be read: " + e.getMessage(), e);
    }
  }

  /** Builds it with the repository's own wrapper. */
  static void build(ProcessSupervisor supervisor, Path root, Path log) {
    Instant begun = Instant.now();
    List<String> words =
        List.of(root.resolve("mvnw").toString(), "-q", "-B", "-DskipTests", "package");
    ManagedProcess build =
        supervisor.start(new ManagedProcess.Command("the build", words, root, log));
    try {
      if (!build.awaitEnd(BUILD_MAX)) {
        throw new LoadTestException(
            "the build took longer than " + BUILD_MAX.toMinutes() + " minutes");
      }
      if (build.exitCode() != 0) {
        throw new LoadTestException("the service cannot be built:\n" + build.lastWords());
      }
      markBuilt(root, begun);
    } finally {
      supervisor.stop(build);
    }
  }

  static Path jar(Path root) {
    return root.resolve("target").resolve("holdfast.jar");
  }

  static Path buildDate(Path root) {
    return root.resolve("target").resolve("built-for-campaign");
  }

  /** Sources that change while the build runs are newer than it. */
  private static void markBuilt(Path root, Instant begun) {
    Io.run(
        "the build's date cannot be kept",
        () -> {
          Files.writeString(buildDate(root), begun + "\n");
          Files.setLastModifiedTime(buildDate(root), FileTime.from(begun));
        });
  }

  private static boolean isNewer(Path source, FileTime than) {
    try {
      return Files.getLastModifiedTime(source).compareTo(than) > 0;
    } catch (IOException e) {
      return true;
    }
  }
}
