package dev.holdfast.load.report;

import java.util.Locale;

/** Builds a drawing whose colours and fonts come from the page's style. */
final class Svg {
  private final StringBuilder content = new StringBuilder();
  private final double width;
  private final double height;
  private final String label;

  Svg(double width, double height, String label) {
    this.width = width;
    this.height = height;
    this.label = label;
  }

  Svg bar(String style, double x, double y, double width, double height, String hint) {
    return add(
        "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\""
            + " rx=\"2\"><title>%s</title></rect>\n",
        style, x, y, Math.max(width, 1), height, Html.text(hint));
  }

  Svg line(String style, double x1, double y1, double x2, double y2) {
    return add(
        "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
        style, x1, y1, x2, y2);
  }

  Svg dot(String style, double x, double y, double radius, String hint) {
    return add(
        "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"><title>%s</title></circle>\n",
        style, x, y, radius, Html.text(hint));
  }

  Svg text(String style, double x, double y, String text) {
    return add(
        "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>\n", style, x, y, Html.text(text));
  }

  private Svg add(String format, Object... values) {
    content.append(String.format(Locale.ROOT, format, values));
    return this;
  }

  @Override
  public String toString() {
    return String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s\">%n",
            width,
            height,
            Html.text(label))
        + content
        + "</svg>\n";
  }
}
