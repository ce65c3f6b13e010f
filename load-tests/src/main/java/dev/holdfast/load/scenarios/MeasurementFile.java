package dev.holdfast.load.scenarios;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Measurements as lines of JSON, added while the load runs, so that it can be followed. */
public record MeasurementFile(Path file) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  public void add(Measurement measurement) throws IOException {
    Files.writeString(
        file,
        MAPPER.writeValueAsString(measurement) + "\n",
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** How long it is by now. */
  public long length() throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  /** All that is there in full; none before there is a file. */
  public List<Measurement> read() throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    String text = Files.readString(file);
    List<Measurement> measurements = new ArrayList<>();
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
      measurements.add(measurement(line));
    }
    return measurements;
  }

  private static Measurement measurement(String line) throws JsonProcessingException {
    return MAPPER.readValue(line, Measurement.class);
  }
}
