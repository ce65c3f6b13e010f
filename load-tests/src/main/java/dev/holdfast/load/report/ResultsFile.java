package dev.holdfast.load.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;

/** results.json: everything, for a program to read. */
public final class ResultsFile {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ResultsFile() {}

  public static void write(Results results, Path file) throws IOException {
    MAPPER.writeValue(file.toFile(), results);
  }

  /** Reads a file of this format version. */
  public static Results read(Path file) throws IOException {
    int version = MAPPER.readTree(file.toFile()).path("formatVersion").asInt();
    if (version != Results.FORMAT_VERSION) {
      throw new IOException("format version " + version + " is not " + Results.FORMAT_VERSION);
    }
    return MAPPER.readValue(file.toFile(), Results.class);
  }
}
