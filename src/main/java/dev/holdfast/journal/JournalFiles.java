package dev.holdfast.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files of a journal: the one that is written, the rotated ones, and the lock. A rotated file
 * keeps its name: the numbers only grow. All files are its owner's alone.
 */
final class JournalFiles {
  private static final String NUMBER = "%s.%08d";

  private final Path active;
  private final Pattern rotatedName;

  JournalFiles(Path path) {
    this.active = path.toAbsolutePath();
    this.rotatedName = Pattern.compile(Pattern.quote(name()) + "\\.([0-9]{8,18})");
  }

  private String name() {
    return String.valueOf(active.getFileName());
  }

  /** The file that is written. */
  Path active() {
    return active;
  }

  /** The file whose lock its writer holds. It is never renamed. */
  Path lock() {
    return active.resolveSibling(name() + ".lock");
  }

  /** Why no journal can be kept here, in the words of an operator. */
  Optional<String> whyUnusable() {
    Path directory = active.getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      return Optional.of("its directory does not exist");
    }
    if (!Files.isWritable(directory)) {
      return Optional.of("its directory cannot be written");
    }
    try {
      if (!attributes(active).isRegularFile()) {
        return Optional.of("it is no regular file");
      }
      try (var file = FileChannel.open(active, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        Tail.of(file);
      }
      return Optional.empty();
    } catch (NoSuchFileException e) {
      // None is there yet, or another instance rotates it this moment.
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("it cannot be continued: " + e.getMessage());
    }
  }

  /** The rotated files, the oldest first. */
  List<Path> rotated() throws IOException {
    try (var files = Files.list(directory())) {
      return files
          .filter(file -> rotatedName.matcher(String.valueOf(file.getFileName())).matches())
          .sorted((a, b) -> Long.compare(number(a), number(b)))
          .toList();
    }
  }

  private Path directory() {
    return active.resolveSibling(".").normalize();
  }

  /** The number of the last rotated file; 0 when there is none. */
  long lastNumber() throws IOException {
    List<Path> rotated = rotated();
    return rotated.isEmpty() ? 0 : number(rotated.getLast());
  }

  private long number(Path rotated) {
    return Long.parseLong(String.valueOf(rotated.getFileName()).substring(name().length() + 1));
  }

  /**
   * Gives the file that is written the next number, in one step, and deletes the oldest ones.
   *
   * @param keep how many rotated files are kept
   * @return the number
   */
  long rotate(int keep) throws IOException {
    List<Path> rotated = rotated();
    long number = rotated.isEmpty() ? 1 : number(rotated.getLast()) + 1;
    Files.move(
        active,
        active.resolveSibling(NUMBER.formatted(name(), number)),
        StandardCopyOption.ATOMIC_MOVE);
    for (Path old : rotated.subList(0, Math.max(0, rotated.size() + 1 - keep))) {
      Files.deleteIfExists(old);
    }
    return number;
  }

  /**
   * Opens the file that is written; makes it where it is not there. All that is written goes to its
   * end, wherever that is then.
   */
  FileChannel openOrCreate() throws IOException {
    return openOrCreate(active, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** The end of the file that is written. */
  Tail tail() throws IOException {
    try (var file = FileChannel.open(active, StandardOpenOption.READ)) {
      return Tail.of(file);
    }
  }

  /** Opens a file that its owner alone may read and write. */
  static FileChannel openOrCreate(Path file, OpenOption... options) throws IOException {
    FileAttribute<?>[] attributes =
        file.getFileSystem().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    return FileChannel.open(file, Set.of(options), attributes);
  }

  /** What tells a file from another one that has its name later; null when there is none. */
  static @Nullable Object key(Path file) throws IOException {
    try {
      BasicFileAttributes attributes = attributes(file);
      Object key = attributes.fileKey();
      return key == null ? attributes.creationTime() : key;
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** The same of a file that was just opened; closes it where its name is gone already. */
  static Object keyOf(FileChannel opened, Path file) throws IOException {
    try {
      Object key = key(file);
      if (key == null) {
        throw new NoSuchFileException(file.toString(), null, "it was deleted when it was opened");
      }
      return key;
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }
}
