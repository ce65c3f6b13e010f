package dev.holdfast.load.process;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A copy of the data of a PostgreSQL that runs, between the begin and the end of a backup: the
 * binaries that the service's jar has bring no tool for it.
 */
final class DataCopy {
  /** What each server has of its own; a replica receives the log of changes from its primary. */
  private static final Set<String> EMPTIED = Set.of("pg_wal", "pg_replslot", "pg_stat_tmp");

  private static final Set<String> LEFT_OUT =
      Set.of("postmaster.pid", "postmaster.opts", "standby.signal", "backup_label");

  private DataCopy() {}

  static void copy(Path from, Path to) {
    Io.run("a replica cannot be made", () -> Files.walkFileTree(from, new Copying(from, to)));
  }

  /** Says where a replica begins to read its primary's log of changes, and that it is one. */
  static void makeReplica(Path folder, String label) {
    Io.run(
        "a replica cannot be made",
        () -> {
          Files.writeString(folder.resolve("backup_label"), label);
          Files.createFile(folder.resolve("standby.signal"));
        });
  }

  private static final class Copying extends SimpleFileVisitor<Path> {
    private final Path from;
    private final Path to;

    private Copying(Path from, Path to) {
      this.from = from;
      this.to = to;
    }

    private Path target(Path source) {
      return to.resolve(from.relativize(source));
    }

    /** Whether a file stands in a folder of which the copy has the folders alone. */
    private boolean isLeftOut(Path file) {
      Path relative = from.relativize(file);
      return EMPTIED.contains(relative.getName(0).toString())
          || LEFT_OUT.contains(relative.toString());
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
        throws IOException {
      Files.createDirectory(
          target(folder),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (!isLeftOut(file)) {
        try {
          Files.copy(file, target(file));
        } catch (NoSuchFileException e) {
          // The server removed it meanwhile; its log of changes says so.
        }
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }
  }
}
