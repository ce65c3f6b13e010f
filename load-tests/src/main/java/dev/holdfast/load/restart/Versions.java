package dev.holdfast.load.restart;

import dev.holdfast.load.process.Io;
import dev.holdfast.load.process.LoadTestException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The versions of the service that a rolling restart runs. With an older one the instances begin as
 * that: each stage replaces them one by one, so that both versions serve one Redis meanwhile.
 *
 * @param jar the version that is tried
 * @param fromJar the older version; null where there is one version only
 */
record Versions(Path jar, @Nullable Path fromJar) {
  Versions {
    if (fromJar != null && isSame(jar, fromJar)) {
      throw new LoadTestException(
          "%s and %s are the same version: a restart would mix nothing".formatted(fromJar, jar));
    }
  }

  /** What is done to the instances, in this order. */
  List<Stage> stages() {
    return fromJar == null
        ? List.of(Stage.SIGTERM, Stage.SIGKILL)
        : List.of(Stage.SIGTERM, Stage.ROLLBACK, Stage.SIGKILL);
  }

  /** What every instance runs before the first stage. */
  Path first() {
    return fromJar == null ? jar : fromJar;
  }

  /** What an instance runs once it was restarted in a stage. */
  Path after(Stage stage) {
    return stage == Stage.ROLLBACK ? first() : jar;
  }

  private static boolean isSame(Path one, Path other) {
    return Io.get("the jars cannot be compared", () -> Files.mismatch(one, other)) < 0;
  }
}
