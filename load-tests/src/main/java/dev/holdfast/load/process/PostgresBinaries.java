package dev.holdfast.load.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The executables of PostgreSQL that the service's jar carries for its embedded server, unpacked by
 * the service's own code: the load tests run the same server, and unpack nothing themselves.
 *
 * @param folder that has {@code bin/initdb} and {@code bin/postgres}
 * @param unprivileged how a command becomes one of a user that is not root, which PostgreSQL
 *     refuses to be; empty where it is one already
 */
public record PostgresBinaries(Path folder, List<String> unprivileged) {
  private static final Duration UNPACKING_MAX = Duration.ofMinutes(1);
  private static final Duration TRY_MAX = Duration.ofSeconds(10);
  private static final String NOBODY = "65534";

  /** In a user namespace of its own it keeps its right to root's files. */
  private static final List<String> UNSHARE = List.of("unshare", "--user");

  /** For a container that forbids the other one. */
  private static final List<String> SETPRIV =
      List.of("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups");

  private static final String UNPACKER = "dev.holdfast.postgres.server.PostgresBinaries";
  private static final String LAUNCHER =
      "org.springframework.boot.loader.launch.PropertiesLauncher";

  public PostgresBinaries {
    unprivileged = List.copyOf(unprivileged);
  }

  /**
   * Those of a jar, unpacked unless they are already.
   *
   * @param jar of the service, not extracted
   * @param logs where logs go
   * @throws LoadTestException when the jar has none for this platform
   */
  public static PostgresBinaries of(ProcessSupervisor supervisor, Path jar, Path logs) {
    Path answer = logs.resolve("postgres-folder").toAbsolutePath();
    List<String> words =
        List.of(
            JavaHome.java(),
            "-cp",
            jar.toAbsolutePath().toString(),
            "-Dloader.main=" + UNPACKER,
            LAUNCHER,
            answer.toString());
    Path log = logs.resolve("postgres-unpacking.log");
    run(supervisor, new ManagedProcess.Command("PostgreSQL's unpacking", words, logs, log));
    return new PostgresBinaries(
        Io.get(answer + " cannot be read", () -> Path.of(Files.readString(answer))),
        unprivileged(supervisor, logs));
  }

  /** A command that runs one of the executables. */
  List<String> command(String executable, List<String> arguments) {
    // It does not start in a locale that is not installed.
    List<String> words = new ArrayList<>(List.of("env", "LC_ALL=C"));
    words.addAll(unprivileged);
    words.add(folder.resolve("bin").resolve(executable).toString());
    words.addAll(arguments);
    return words;
  }

  /**
   * Runs a command to its end.
   *
   * @throws LoadTestException when it fails, or takes too long
   */
  static void run(ProcessSupervisor supervisor, ManagedProcess.Command command) {
    ManagedProcess process = supervisor.start(command);
    try {
      if (!process.awaitEnd(UNPACKING_MAX) || process.exitCode() != 0) {
        throw new LoadTestException(command.name() + " failed:\n" + process.lastWords());
      }
    } finally {
      supervisor.stop(process);
    }
  }

  /** Gives a file or folder, and all in it, to the user that the executables run as. */
  void own(ProcessSupervisor supervisor, Path path, Path logs) {
    if (unprivileged.equals(SETPRIV)) {
      List<String> words = List.of("chown", "-R", NOBODY + ":" + NOBODY, path.toString());
      run(
          supervisor,
          new ManagedProcess.Command("chown", words, logs, logs.resolve("postgres-user.log")));
    }
  }

  private static List<String> unprivileged(ProcessSupervisor supervisor, Path logs) {
    if (!"root".equals(System.getProperty("user.name"))) {
      return List.of();
    }
    List<String> words = new ArrayList<>(UNSHARE);
    words.add("true");
    ManagedProcess tried =
        supervisor.start(
            new ManagedProcess.Command("unshare", words, logs, logs.resolve("postgres-user.log")));
    try {
      return tried.awaitEnd(TRY_MAX) && tried.exitCode() == 0 ? UNSHARE : SETPRIV;
    } finally {
      supervisor.stop(tried);
    }
  }
}
