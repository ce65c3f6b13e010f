package dev.holdfast.load.campaign;

import dev.holdfast.load.config.CellSettings;
import dev.holdfast.load.process.Deadline;
import dev.holdfast.load.process.LoadTestException;
import dev.holdfast.load.process.ManagedProcess;
import dev.holdfast.load.process.ProcessSupervisor;
import io.gatling.app.Gatling;
import io.gatling.javaapi.core.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Runs one simulation in a JVM of its own. */
final class GatlingRun {
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final List<String> JVM_OPTIONS =
      List.of(
          "-Xmx1g",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private final ProcessSupervisor supervisor;
  private final Deployment deployment;

  /**
   * What to run.
   *
   * @param isReported whether Gatling keeps every request and draws its report of them; where
   *     thousands a second are measured that costs what is measured
   */
  record Load(Class<? extends Simulation> simulation, CellSettings cell, boolean isReported) {}

  GatlingRun(ProcessSupervisor supervisor, Deployment deployment) {
    this.supervisor = supervisor;
    this.deployment = deployment;
  }

  /**
   * Runs it to its end, looking after it meanwhile; a run that takes longer than {@code max} is
   * broken off, like one whose service dies.
   */
  void run(Load load, Duration max, Runnable meanwhile) {
    CellSettings cell = load.cell();
    Path log = cell.out().resolve("gatling.log");
    ManagedProcess process =
        supervisor.start(
            new ManagedProcess.Command("the load of " + cell.cell(), words(load), cell.out(), log));
    try {
      Deadline deadline = Deadline.in(max);
      while (!process.awaitEnd(LOOK)) {
        deployment.requireAlive();
        meanwhile.run();
        if (deadline.isOver()) {
          throw new LoadTestException(
              "%s did not end within %d s; the last it said:%n%s"
                  .formatted(process.name(), max.toSeconds(), process.lastWords()));
        }
      }
      deployment.requireAlive();
      if (process.exitCode() != 0) {
        throw new LoadTestException(
            "%s failed, %s; the last it said:%n%s"
                .formatted(process.name(), process.ending(), process.lastWords()));
      }
      meanwhile.run();
    } finally {
      supervisor.stop(process);
    }
  }

  /** Gatling's own report of a run, if it wrote one. */
  static Optional<Path> report(Path out) {
    try (Stream<Path> found = Files.list(out)) {
      return found.map(p -> p.resolve("index.html")).filter(Files::exists).findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static List<String> words(Load load) {
    CellSettings cell = load.cell();
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(JVM_OPTIONS);
    if (load.isReported()) {
      // What is not measured is over before a second compilation would pay.
      words.add("-XX:TieredStopAtLevel=1");
    } else {
      words.add("-Dgatling.data.writers.0=console");
    }
    cell.toProperties().forEach((key, value) -> words.add("-D" + key + "=" + value));
    words.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            Gatling.class.getName(),
            "--simulation",
            load.simulation().getName(),
            "--results-folder",
            cell.out().toString(),
            "--run-description",
            cell.cell()));
    if (!load.isReported()) {
      words.add("--no-reports");
    }
    return words;
  }
}
