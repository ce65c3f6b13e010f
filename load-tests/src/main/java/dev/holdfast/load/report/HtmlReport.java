package dev.holdfast.load.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The report as one page that needs nothing else: its style and its charts are inside. */
final class HtmlReport {
  private final Results results;

  HtmlReport(Results results) {
    this.results = results;
  }

  String html() {
    return """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Holdfast load campaign, %s</title>
    <style>
    %s
    </style>
    </head>
    <body>
    <header>
    <h1>Holdfast load campaign</h1>
    %s
    </header>
    <main>
    <h2>Is it correct?</h2>
    %s
    %s
    %s
    </main>
    <footer>The same numbers for programs: <a href="results.json">results.json</a>; as a table for a README: <a href="table.md">table.md</a>.</footer>
    </body>
    </html>
    """
        .formatted(
            Html.text(results.startedAt()),
            style(),
            banner(),
            new VerdictSection(results).html(),
            new SpeedSection(results).html(),
            new RunSection(results).html());
  }

  private String banner() {
    if (!results.complete()) {
      return "<p class=\"banner broken\"><b>Not complete.</b> The campaign ended early: %s</p>"
          .formatted(Html.text(String.valueOf(results.abortedBecause())));
    }
    long cells = results.correctness().size();
    long wrong = results.correctness().stream().filter(c -> !c.verdict().agrees()).count();
    long accounts = results.speed().stream().filter(s -> !s.accountsAddUp()).count();
    if (results.everyVerdictAgrees() && cells == 0) {
      return "<p class=\"banner fine\">Correctness was not asked for; the accounts of every cell"
          + " add up.</p>";
    }
    if (results.everyVerdictAgrees()) {
      return "<p class=\"banner fine\"><b>All %d verdicts agree</b> with what the strategies declare.</p>"
          .formatted(cells);
    }
    return "<p class=\"banner wrong\"><b>%d of %d verdicts do not agree</b> with what the strategies declare%s.</p>"
        .formatted(
            wrong,
            cells,
            accounts == 0
                ? ""
                : "; the accounts of %d things that were measured do not add up"
                    .formatted(accounts));
  }

  static String style() {
    try (InputStream in = HtmlReport.class.getResourceAsStream("/report.css")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
