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

  /** How long the disk is full before the last room of the WAL is used up as well. */
  private static final Duration FULL_FOR = Duration.ofSeconds(4);

  /** How long the server may take then to find that it cannot go on. */
  private static final Duration PANIC_MAX = Duration.ofSeconds(30);

  private static final String PANIC = "PANIC:";
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

  /**
   * Tables cannot grow on a full disk, and what needs no room goes on. The files of its WAL have
   * room left at first; when that is used up the server ends all sessions and recovers.
   */
  private void fill(SmallDisk small) {
    long before = panics();
    small.fill();
    try {
      Deadline.holdsWithin(FULL_FOR, LOOK, () -> panics() > before);
      Deadline.await(
          "PostgreSQL to find no room for its WAL",
          PANIC_MAX,
          LOOK,
          () -> {
            server.switchWal();
            return panics() > before;
          });
    } finally {
      small.free();
    }
    server.awaitAgain();
  }

  private long panics() {
    return server.said(PANIC).stream().filter(line -> line.contains(NO_SPACE)).count();
  }

  @Override
  public void close() {
    server.close();
    if (disk != null) {
      disk.close();
    }
  }
}
