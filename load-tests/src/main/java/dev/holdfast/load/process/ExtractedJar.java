package dev.holdfast.load.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The service's jar, extracted, and beside it a cache of what a start of it loads and links (an
 * ahead-of-time cache). For runs that start so many instances that starting is most of their work.
 */
public final class ExtractedJar {
  private static final Duration EXTRACTION_MAX = Duration.ofMinutes(1);

  /** It writes its cache when it ends, with the help of a second JVM. */
  private static final Duration TRAINING_END_MAX = Duration.ofMinutes(5);

  private final Path jar;
  private final Path cache;

  private ExtractedJar(Path jar, Path cache) {
    this.jar = jar;
    this.cache = cache;
  }

  /** Extracts a jar, into a directory that is not there yet. */
  public static ExtractedJar of(ProcessSupervisor supervisor, Path jar, Path directory, Path logs) {
    List<String> words =
        List.of(
            JavaHome.java(),
            "-Djarmode=tools",
            "-jar",
            jar.toAbsolutePath().toString(),
            "extract",
            "--destination",
            directory.toString());
    ManagedProcess tool =
        supervisor.start(
            new ManagedProcess.Command(
                "extracting the jar", words, logs, logs.resolve("extract.log")));
    try {
      if (!tool.awaitEnd(EXTRACTION_MAX) || tool.exitCode() != 0) {
        throw new LoadTestException(jar + " cannot be extracted:\n" + tool.lastWords());
      }
    } finally {
      supervisor.stop(tool);
    }
    return new ExtractedJar(directory.resolve(jar.getFileName()), directory.resolve("service.aot"));
  }

  /** The jar that needs the directory that it is in. */
  public Path jar() {
    return jar;
  }

  /** What the instance of the training run is started with, whose start fills the cache. */
  public String trainingOption() {
    return "-XX:AOTCacheOutput=" + cache;
  }

  /**
   * Ends the instance of the training run, which then writes the cache.
   *
   * @return what all others are started with. They need the same options beside it; one that does
   *     not fit does not start, since it would be slow without a word
   */
  public List<String> endTraining(ServiceInstance trained) {
    trained.terminate(TRAINING_END_MAX);
    trained.close();
    if (!Files.exists(cache)) {
      throw new LoadTestException("the training run left no cache:\n" + trained.lastWords());
    }
    return List.of("-XX:AOTCache=" + cache, "-XX:AOTMode=on");
  }
}
