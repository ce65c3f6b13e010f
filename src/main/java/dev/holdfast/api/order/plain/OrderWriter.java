package dev.holdfast.api.order.plain;

import dev.holdfast.api.json.InstantText;
import dev.holdfast.api.json.PlainWriter;
import dev.holdfast.api.order.OrderView;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Writes orders whose texts need no escapes. Ids and SKUs never do, so this is their reference. */
@Component
final class OrderWriter implements PlainWriter<OrderView> {
  private static final int LENGTH = 320;

  @Override
  public Class<OrderView> type() {
    return OrderView.class;
  }

  @Override
  public byte @Nullable [] write(OrderView order) {
    if (!isPlain(order)) {
      return null;
    }
    var json = new StringBuilder(LENGTH).append("{\"id\":\"").append(order.id());
    json.append("\",\"status\":\"").append(order.status().name());
    json.append("\",\"version\":").append(order.version());
    json.append(",\"lines\":[");
    String separator = "{\"sku\":\"";
    for (OrderView.LineView line : order.lines()) {
      json.append(separator).append(line.sku()).append("\",\"quantity\":").append(line.quantity());
      if (line.returned() != null) {
        json.append(",\"returned\":").append(line.returned().intValue());
      }
      json.append('}');
      separator = ",{\"sku\":\"";
    }
    json.append(']');
    if (order.reference() != null) {
      json.append(",\"reference\":\"").append(order.reference()).append('"');
    }
    InstantText.append(json.append(",\"createdAt\":\""), order.createdAt());
    InstantText.append(json.append("\",\"updatedAt\":\""), order.updatedAt());
    InstantText.append(json.append("\",\"expiresAt\":\""), order.expiresAt());
    return json.append("\"}").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static boolean isPlain(OrderView order) {
    return (order.reference() == null || PlainWriter.isPlain(order.reference()))
        && InstantText.fits(order.createdAt())
        && InstantText.fits(order.updatedAt())
        && InstantText.fits(order.expiresAt());
  }
}
