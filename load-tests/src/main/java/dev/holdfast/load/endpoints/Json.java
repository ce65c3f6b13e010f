package dev.holdfast.load.endpoints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.load.check.Line;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The few JSON shapes that the load writes and reads. SKUs and keys need no escaping. */
final class Json {
  static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static String order(List<Line> lines) {
    return lines.stream()
        .map(l -> "{\"sku\":\"%s\",\"quantity\":%d}".formatted(l.sku(), l.quantity()))
        .collect(Collectors.joining(",", "{\"lines\":[", "]}"));
  }

  /** An order that is confirmed as it is placed. */
  static String confirmedOrder(List<Line> lines) {
    String order = order(lines);
    return order.substring(0, order.length() - 1) + ",\"confirm\":true}";
  }

  /** An order that waits for stock for so long. */
  static String waitingOrder(List<Line> lines, Duration wait) {
    String order = order(lines);
    return order.substring(0, order.length() - 1) + ",\"waitForStock\":\"%s\"}".formatted(wait);
  }

  /** The lines of an order that the service answered. */
  static List<Line> lines(JsonNode order) throws IOException {
    List<Line> lines = new ArrayList<>();
    for (JsonNode line : order.path("lines")) {
      if (!line.path("sku").isTextual() || line.path("quantity").asLong() < 1) {
        throw new IOException("a line without a SKU or a quantity");
      }
      lines.add(new Line(line.path("sku").textValue(), line.path("quantity").longValue()));
    }
    return lines;
  }
}
