package dev.holdfast.load.kill;

import dev.holdfast.load.config.KillSabotage;
import dev.holdfast.load.process.Deadline;
import dev.holdfast.load.process.LoadTestException;
import dev.holdfast.load.process.PostgresBinaries;
import dev.holdfast.load.process.PostgresServerProcess;
import dev.holdfast.load.process.RunContext;
import dev.holdfast.load.process.SmallDisk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL that is killed and started again on its data, whose sessions are ended, and whose
 * disk is full for a while.
 */
final class KilledPostgres implements KilledStore {
  /** Room for the data of a long run. */
  private static final int DISK_MEGABYTES = 400;

  private static final Duration LOOK = Duration.ofMillis(50);

  /** Its sessions are ended again and again: each time in the middle of other transactions. */
  private static final int ENDINGS = 20;

  private static final Duration ENDING_INTERVAL = Duration.ofMillis(100);

  /** So long after it was filled, something has to be refused: there is load. */
  private static final Duration FULL_SEEN_MAX = Duration.ofSeconds(30);

  /** How much longer the disk stays full, unless the server ends before. */
  private static final Duration FULL_FOR = Duration.ofSeconds(4);

  private static final String NO_SPACE = "No space left on device";

  private final PostgresServerProcess server;
  private final @Nullable SmallDisk disk;

  private KilledPostgres(PostgresServerProcess server, @Nullable SmallDisk disk) {
    this.server = server;
    this.disk = disk;
  }

  /**
   * Starts one.
   *
   * @param jar that has its executables
   */
  static KilledPostgres start(RunContext context, Path jar, KillSabotage sabotage) {
    PostgresBinaries binaries = PostgresBinaries.of(context.supervisor(), jar, context.logs());
    Map<String, String> settings =
        sabotage == KillSabotage.ASYNCHRONOUS_COMMIT
            ? Map.of("synchronous_commit", "off", "wal_writer_delay", "10s")
            : Map.of();
    Optional<SmallDisk> disk =
        SmallDisk.mount(context.supervisor(), context.logs(), DISK_MEGABYTES);
    PostgresServerProcess server =
        disk.map(small ->
                PostgresServerProcess.startOn(
                    small, context.supervisor(), binaries, context.logs(), settings))
            .orElseGet(() -> {
              context.print("Nothing can be mounted here: a full disk is not shown.%n");
              return PostgresServerProcess.start(
                  context.supervisor(), binaries, context.logs(), settings);
            });
    return new KilledPostgres(server, disk.orElse(null));
  }

  @Override
  public String name() {
    return "PostgreSQL";
  }

  @Override
  public Map<String, String> location() {
    return server.properties();
  }

  @Override
  public List<Blow> blows() {
    List<Blow> blows =
        new ArrayList<>(
            List.of(
                new Blow("killed", false, this::killAndRestart),
                new Blow("sessions ended", false, this::endSessions),
                new Blow("killed with all instances", true, this::killAndRestart)));
    SmallDisk small = disk;
    if (small != null) {
      blows.add(new Blow("disk full", false, () -> fill(small)));
    }
    return blows;
  }

  @Override
  public boolean hasPoints() {
    return false;
  }

  private void killAndRestart() {
    server.kill();
    server.restart();
  }

  private void endSessions() {
    int ended = 0;
    for (int i = 0; i < ENDINGS; i++) {
      ended += server.endSessions();
      Deadline.sleep(ENDING_INTERVAL);
    }
    if (ended == 0) {
      throw new LoadTestException("there was no session to end");
    }
  }

  private void fill(SmallDisk small) {
    int before = server.said(NO_SPACE).size();
    small.fill();
    try {
      Deadline.await(
          "PostgreSQL to find its disk full",
          FULL_SEEN_MAX,
          LOOK,
          () -> server.said(NO_SPACE).size() > before);
      Deadline.holdsWithin(FULL_FOR, LOOK, () -> !server.isAlive());
    } finally {
      small.free();
    }
    server.awaitAgain();
  }

  @Override
  public void close() {
    server.close();
    if (disk != null) {
      disk.close();
    }
  }
}
