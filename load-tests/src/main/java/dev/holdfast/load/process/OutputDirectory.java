package dev.holdfast.load.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directory of a report. A report that is there already is replaced; anything else is left
 * alone.
 */
public record OutputDirectory(Path root) {
  private static final String MARK = ".holdfast-report";

  /** Makes it ready for a new report. */
  public static OutputDirectory prepare(Path root) {
    Io.run(
        root + " cannot be written",
        () -> {
          if (Files.exists(root)) {
            clear(root);
          }
          Files.createDirectories(root);
          Files.writeString(
              root.resolve(MARK), "This directory is replaced by the next campaign.\n");
        });
    return new OutputDirectory(root);
  }

  private static void clear(Path root) throws IOException {
    try (Stream<Path> files = Files.list(root)) {
      if (!Files.exists(root.resolve(MARK)) && files.findAny().isPresent()) {
        throw new LoadTestException(
            root
                + " holds something that is not a report; choose another directory with -Dout=DIR");
      }
    }
    delete(root);
  }

  /** Removes a folder and all in it. */
  static void remove(Path folder) {
    Io.run(folder + " cannot be removed", () -> delete(folder));
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(folder)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : all) {
      Files.delete(file);
    }
  }

  /** Where logs go. */
  public Path logs() {
    return root.resolve("logs");
  }

  /** The directory of one cell, which is made. */
  public Path cell(String id) {
    Path cell = root.resolve("cells").resolve(id);
    return Io.get(cell + " cannot be made", () -> Files.createDirectories(cell));
  }

  /** A file's address in the report's page. */
  public String relative(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }
}
