package dev.holdfast.load.journal;

import dev.holdfast.load.process.LoadTestException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files of a journal, the oldest first. */
record WrittenFiles(Path active) {
  List<Path> all() {
    String begin = active.getFileName() + ".";
    try (Stream<Path> files = Files.list(active.toAbsolutePath().getParent())) {
      List<Path> all =
          new ArrayList<>(
              files
                  .filter(file -> file.getFileName().toString().startsWith(begin))
                  .filter(file -> file.getFileName().toString().matches(".*\\.\\d{8,}"))
                  .sorted()
                  .toList());
      if (Files.exists(active)) {
        all.add(active);
      }
      return all;
    } catch (IOException e) {
      throw new LoadTestException("the journal cannot be found: " + e.getMessage(), e);
    }
  }

  static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new LoadTestException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** The text of a file, which ends with a line feed where its last line is whole. */
  static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new LoadTestException(file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
