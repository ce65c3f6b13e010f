package dev.holdfast.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A fenced block of a document.
 *
 * @param section the last heading before it
 * @param line where it begins
 * @param language what its fence says
 */
record Fence(Path document, String section, int line, String language, String text) {
  private static final String MARK = "```";

  /** All fenced blocks of a document, in their order. */
  static List<Fence> of(Path document) {
    var fences = new ArrayList<Fence>();
    String section = "";
    List<String> lines = lines(document);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("#")) {
        section = line;
      } else if (line.startsWith(MARK)) {
        int end = i + 1;
        while (!lines.get(end).equals(MARK)) {
          end++;
        }
        fences.add(
            new Fence(
                document,
                section,
                i + 1,
                line.substring(MARK.length()),
                String.join("\n", lines.subList(i + 1, end))));
        i = end;
      }
    }
    return fences;
  }

  /** The lines of a document. */
  static List<String> lines(Path document) {
    try {
      return Files.readAllLines(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return document + ", line " + line;
  }
}
