package dev.holdfast.api.http;

import dev.holdfast.api.problem.Problem;
import dev.holdfast.api.problem.ProblemCode;
import dev.holdfast.order.OpaqueId;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import java.util.List;

/**
 * The client's key for a request that must happen once. {@code k} and {@code "k"} are the same.
 *
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/">The
 *     Idempotency-Key HTTP header field</a>
 */
public record IdempotencyKey(String value) {
  /** The header's name. */
  public static final String HEADER = "Idempotency-Key";

  /** The header that says that an answer is of an earlier request. */
  public static final String REPLAYED = "Idempotency-Replayed";

  private static final int LENGTH_MAX = 255;

  /**
   * Reads the header.
   *
   * @throws Problem when it is missing, given twice, or not a key
   */
  static IdempotencyKey of(List<String> headers) {
    if (headers.isEmpty()) {
      throw Problem.of(
          ProblemCode.IDEMPOTENCY_KEY_REQUIRED,
          HEADER,
          "is required, so that the request can be repeated safely");
    }
    if (headers.size() > 1) {
      throw Problem.invalid(HEADER, "is given twice");
    }
    String key = headers.get(0).strip();
    if (key.length() > 2 && key.startsWith("\"") && key.endsWith("\"")) {
      key = key.substring(1, key.length() - 1);
    }
    if (!isVisible(key)) {
      throw Problem.invalid(
          HEADER, "must be 1 to " + LENGTH_MAX + " visible ASCII characters without quotes");
    }
    return new IdempotencyKey(key);
  }

  /** The order that it stands for. Until callers have names they share one space of keys. */
  public OrderId order() {
    return new OrderId(OpaqueId.of("anonymous", value));
  }

  /** The id of the adjustment of a SKU that it stands for. */
  public String adjustment(Sku sku) {
    return OpaqueId.of("adjustment", sku.value(), value);
  }

  /** Stands for it among the returns of an order. */
  public String orderReturn(OrderId order) {
    return OpaqueId.of("return", order.value(), value);
  }

  /** The id of the change of a SKU's strategy that it stands for. */
  public String strategyChange(Sku sku) {
    return OpaqueId.of("strategy-change", sku.value(), value);
  }

  private static boolean isVisible(String key) {
    if (key.isEmpty() || key.length() > LENGTH_MAX) {
      return false;
    }
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (c < '!' || c > '~' || c == '"') {
        return false;
      }
    }
    return true;
  }
}
