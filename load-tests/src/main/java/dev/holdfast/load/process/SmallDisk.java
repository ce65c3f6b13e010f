package dev.holdfast.load.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A file system of its own, so small that it can be filled: ext4 in a file, or in memory where that
 * cannot be made. It needs the rights to mount. Its guard unmounts it at its end, and once this
 * process is gone.
 */
public final class SmallDisk implements AutoCloseable {
  private static final Duration MOUNT_MAX = Duration.ofSeconds(20);
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final int PIECE = 64 * 1024;

  /** The folder is the first argument, the file of the image the second, megabytes the third. */
  private static final String GUARD =
      """
      end() { umount -l "$1"; rm -f "$2"; }
      trap 'end "$@"; exit 0' TERM INT HUP
      truncate -s "$3M" "$2" && mkfs.ext4 -q -F -m 0 "$2" && mount -o loop "$2" "$1" \\
        || mount -t tmpfs -o "size=$3m" holdfast "$1" || exit 1
      echo >"$2.mounted"
      while kill -0 "$PPID" 2>/dev/null; do sleep 1 & wait $!; done
      end "$@"
      """;

  private final ProcessSupervisor supervisor;
  private final ManagedProcess guard;
  private final Path folder;

  private SmallDisk(ProcessSupervisor supervisor, ManagedProcess guard, Path folder) {
    this.supervisor = supervisor;
    this.guard = guard;
    this.folder = folder;
  }

  /**
   * Makes one; empty where that is not permitted.
   *
   * @param directory where its folder, its image and its log go
   */
  public static Optional<SmallDisk> mount(
      ProcessSupervisor supervisor, Path directory, int megabytes) {
    Path logs = directory.toAbsolutePath();
    Path folder = logs.resolve("small-disk");
    Path image = logs.resolve("small-disk.ext4");
    Path mounted = logs.resolve("small-disk.ext4.mounted");
    Io.run(folder + " cannot be made", () -> Files.createDirectories(folder));
    List<String> words =
        List.of(
            "sh",
            "-c",
            GUARD,
            "holdfast-disk",
            folder.toString(),
            image.toString(),
            Integer.toString(megabytes));
    ManagedProcess guard =
        supervisor.start(
            new ManagedProcess.Command(
                "the guard of a small disk", words, logs, logs.resolve("small-disk.log")));
    Deadline.await(
        "a small disk", MOUNT_MAX, LOOK, () -> Files.exists(mounted) || !guard.isAlive());
    if (!guard.isAlive()) {
      supervisor.stop(guard);
      return Optional.empty();
    }
    return Optional.of(new SmallDisk(supervisor, guard, folder));
  }

  /** What is in it. */
  Path folder() {
    return folder;
  }

  /** Fills it: no other byte can be written until it is freed. */
  public void fill() {
    try (OutputStream file = Files.newOutputStream(ballast())) {
      // Ends when nothing more fits.
      while (true) {
        file.write(new byte[PIECE]);
      }
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).contains("No space left")) {
        throw new LoadTestException(folder + " cannot be filled: " + e.getMessage(), e);
      }
    }
  }

  /** Gives the room back that it was filled with. */
  public void free() {
    Io.run(ballast() + " cannot be removed", () -> Files.deleteIfExists(ballast()));
  }

  private Path ballast() {
    return folder.resolve("ballast");
  }

  @Override
  public void close() {
    supervisor.stop(guard);
  }
}
