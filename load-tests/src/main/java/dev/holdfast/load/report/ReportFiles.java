package dev.holdfast.load.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;

/** Writes and reads the files of a report: {@code results.json}, {@code table.md}, the page. */
public final class ReportFiles {
  /** All of a run, for programs. */
  public static final String RESULTS = "results.json";

  /** The report as one page that needs no other file and no network. */
  public static final String PAGE = "index.html";

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ReportFiles() {}

  /** Writes all three; {@code report.html} shows the results, the tables are Markdown. */
  public static void write(Object results, String tables, Path directory) throws IOException {
    String json = writeResults(results, directory);
    Files.writeString(directory.resolve("table.md"), tables);
    Files.writeString(directory.resolve(PAGE), page(json));
  }

  /** Writes {@code results.json} alone and returns its text. */
  public static String writeResults(Object results, Path directory) throws IOException {
    String json = MAPPER.writeValueAsString(results);
    Files.writeString(directory.resolve(RESULTS), json);
    return json;
  }

  /** Reads the results of a campaign, of this format version. */
  public static Results read(Path directory) throws IOException {
    Path file = directory.resolve(RESULTS);
    int version = MAPPER.readTree(file.toFile()).path("formatVersion").asInt();
    if (version != Results.FORMAT_VERSION) {
      throw new IOException("format version " + version + " is not " + Results.FORMAT_VERSION);
    }
    return MAPPER.readValue(file.toFile(), Results.class);
  }

  /**
   * The template with the chart library and the results inside. The results come last, so that no
   * text of theirs is taken for a place to fill in.
   */
  private static String page(String json) throws IOException {
    return resource("/report.html")
        .replace("${uPlot.css}", library("uPlot.min.css"))
        .replace("${uPlot.js}", library("uPlot.iife.min.js"))
        .replace("${results}", embedded(json));
  }

  /** In JSON a {@code <} stands in strings only: escaped, none of them ends the script element. */
  private static String embedded(String json) {
    return json.replace("<", "\\u003c");
  }

  private static String library(String file) throws IOException {
    Properties pom = new Properties();
    try (InputStream in = open("/META-INF/maven/org.webjars.npm/uplot/pom.properties")) {
      pom.load(in);
    }
    return resource(
        "/META-INF/resources/webjars/uplot/%s/dist/%s".formatted(pom.getProperty("version"), file));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = open(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static InputStream open(String name) {
    return Objects.requireNonNull(ReportFiles.class.getResourceAsStream(name), name);
  }
}
