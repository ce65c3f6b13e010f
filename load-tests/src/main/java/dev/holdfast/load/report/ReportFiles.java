package dev.holdfast.load.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a report: a page, a table, and everything for programs. */
public final class ReportFiles {
  private ReportFiles() {}

  public static void write(Results results, Path directory) throws IOException {
    ResultsFile.write(results, directory.resolve("results.json"));
    Files.writeString(directory.resolve("table.md"), MarkdownTable.of(results));
    Files.writeString(directory.resolve("index.html"), new HtmlReport(results).html());
  }
}
