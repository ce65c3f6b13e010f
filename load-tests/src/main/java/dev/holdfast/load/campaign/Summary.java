package dev.holdfast.load.campaign;

import dev.holdfast.load.report.MarkdownTable;
import dev.holdfast.load.report.ReportFiles;
import dev.holdfast.load.report.Results;
import java.io.PrintStream;
import java.nio.file.Path;

/** The last thing that a campaign says. */
final class Summary {
  private Summary() {}

  static void print(Results results, Path out, PrintStream to) {
    to.println();
    to.println(MarkdownTable.of(results));
    for (Results.Correctness cell : results.correctness()) {
      if (!cell.verdict().agrees()) {
        to.printf(
            "DISAGREES: %s on %d: %s. %s%n",
            cell.strategy(), cell.instances(), cell.verdict().text(), cell.verdict().why());
        cell.findings().stream().limit(5).forEach(f -> to.println("    " + f.text()));
      }
    }
    to.println(verdict(results));
    to.println("Report: " + out.resolve(ReportFiles.PAGE));
  }

  private static String verdict(Results results) {
    if (!results.everyVerdictAgrees()) {
      return "Not everything is as the strategies declare.";
    }
    return results.correctness().isEmpty()
        ? "The accounts of every cell add up; correctness was not asked for."
        : "Every verdict agrees with what the strategy declares.";
  }
}
