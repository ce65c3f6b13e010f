package dev.holdfast.load.campaign;

import dev.holdfast.load.process.RunContext;
import dev.holdfast.load.report.MarkdownTable;
import dev.holdfast.load.report.ReportFiles;
import dev.holdfast.load.report.Results;

/** The last thing that a campaign says. */
final class Summary {
  private Summary() {}

  static void print(Results results, RunContext context) {
    context.print("%n%s%n", MarkdownTable.of(results));
    for (Results.Correctness cell : results.correctness()) {
      if (!cell.verdict().agrees()) {
        context.print(
            "DISAGREES: %s on %d: %s. %s%n",
            cell.strategy(), cell.instances(), cell.verdict().text(), cell.verdict().why());
        cell.findings().stream().limit(5).forEach(f -> context.print("    %s%n", f.text()));
      }
    }
    context.print("%s%n", verdict(results));
    context.print("Report: %s%n", context.output().root().resolve(ReportFiles.PAGE));
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
