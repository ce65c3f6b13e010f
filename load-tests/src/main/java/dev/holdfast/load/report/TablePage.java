package dev.holdfast.load.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A report that is a few tables: a page that needs nothing else, and the same tables in Markdown.
 *
 * @param lead what was run, and how it ended
 */
public record TablePage(String title, String lead, List<Table> tables) {
  /** One table; every row has a cell for each word of its head. */
  public record Table(String caption, List<String> head, List<List<String>> rows) {
    public Table {
      head = List.copyOf(head);
      rows = rows.stream().map(List::copyOf).toList();
    }

    /** The table in Markdown, without its caption. */
    public String markdown() {
      List<List<String>> lines = new ArrayList<>();
      lines.add(head);
      lines.add(head.stream().map(_ -> "---").toList());
      lines.addAll(rows);
      StringBuilder text = new StringBuilder();
      lines.forEach(line -> text.append("| ").append(String.join(" | ", line)).append(" |\n"));
      return text.toString();
    }

    private String html() {
      StringBuilder html = new StringBuilder("<h2>").append(Html.text(caption)).append("</h2>\n");
      html.append("<div class=\"scroll\"><table>\n").append(cells("th", head));
      rows.forEach(row -> html.append(cells("td", row)));
      return html.append("</table></div>\n").toString();
    }

    private static String cells(String tag, List<String> texts) {
      return Html.row(tag, texts.stream().map(Html::text).toArray(String[]::new));
    }
  }

  public TablePage {
    tables = List.copyOf(tables);
  }

  /** Writes {@code index.html} and {@code table.md} into a directory. */
  public void write(Path directory) throws IOException {
    StringBuilder html =
        new StringBuilder(
            """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>%1$s</title>
            <style>
            %2$s
            </style>
            </head>
            <body>
            <header>
            <h1>%1$s</h1>
            <p>%3$s</p>
            </header>
            <main>
            """
                .formatted(Html.text(title), HtmlReport.style(), Html.text(lead)));
    StringBuilder markdown = new StringBuilder(lead).append("\n");
    for (Table table : tables) {
      html.append(table.html());
      markdown.append("\n").append(table.caption()).append(":\n\n").append(table.markdown());
    }
    html.append("</main>\n</body>\n</html>\n");
    Files.writeString(directory.resolve("index.html"), html);
    Files.writeString(directory.resolve("table.md"), markdown);
  }
}
