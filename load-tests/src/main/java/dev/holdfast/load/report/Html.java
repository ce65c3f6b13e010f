package dev.holdfast.load.report;

/** The little of HTML and SVG that needs care. */
final class Html {
  private Html() {}

  /** Text as it may stand in a document or in an attribute's value. */
  static String text(String plain) {
    return plain
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /** A table row of cells that are HTML already. */
  static String row(String tag, String... cells) {
    StringBuilder row = new StringBuilder("<tr>");
    for (String cell : cells) {
      row.append('<').append(tag).append('>').append(cell).append("</").append(tag).append('>');
    }
    return row.append("</tr>\n").toString();
  }

  /** A link that stays inside the report's directory. */
  static String link(String address, String label) {
    return "<a href=\"%s\">%s</a>".formatted(text(address), text(label));
  }
}
