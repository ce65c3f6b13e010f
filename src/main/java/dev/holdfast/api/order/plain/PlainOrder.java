package dev.holdfast.api.order.plain;

import dev.holdfast.api.order.OrderRequest;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.Sku;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of an order in its plain form: known members, each once; texts of printable ASCII
 * without escapes; whole numbers in digits; all within their bounds. Every part is read or refused,
 * and a refusal says nothing of why: the JSON library then reads the whole again.
 */
final class PlainOrder {
  private static final int REFERENCE_LENGTH_MAX = 100;
  private static final int CUSTOMER_LENGTH_MAX = 128;

  private final byte[] json;
  private int at;

  private @Nullable List<OrderRequest.LineRequest> lines;
  private @Nullable String reference;
  private @Nullable String customer;
  private @Nullable Duration reservationTime;
  private @Nullable Boolean confirm;
  private @Nullable Duration waitForStock;

  PlainOrder(byte[] json) {
    this.json = json;
  }

  /** Null where it is not of the plain form. */
  @Nullable OrderRequest read() {
    if (!take('{')) {
      return null;
    }
    do {
      if (!member()) {
        return null;
      }
    } while (take(','));
    return take('}') && isAtEnd() && lines != null
        ? new OrderRequest(lines, reference, customer, reservationTime, confirm, waitForStock)
        : null;
  }

  private boolean member() {
    return switch (name()) {
      case "lines" -> lines == null && (lines = lines()) != null;
      case "reference" -> reference == null && (reference = reference()) != null;
      case "customerId" -> customer == null && (customer = customer()) != null;
      case "reservationTime" -> reservationTime == null && (reservationTime = duration()) != null;
      case "confirm" -> confirm == null && (confirm = truth()) != null;
      case "waitForStock" -> waitForStock == null && (waitForStock = duration()) != null;
      default -> false;
    };
  }

  private @Nullable List<OrderRequest.LineRequest> lines() {
    if (!take('[')) {
      return null;
    }
    var read = new ArrayList<OrderRequest.LineRequest>();
    do {
      var line = line();
      if (line == null || read.size() == Basket.LINES_MAX) {
        return null;
      }
      read.add(line);
    } while (take(','));
    return take(']') ? read : null;
  }

  private OrderRequest.@Nullable LineRequest line() {
    if (!take('{')) {
      return null;
    }
    String sku = null;
    int quantity = 0;
    do {
      boolean read =
          switch (name()) {
            case "sku" -> sku == null && (sku = text()) != null;
            case "quantity" -> quantity == 0 && (quantity = number()) > 0;
            default -> false;
          };
      if (!read) {
        return null;
      }
    } while (take(','));
    if (sku == null || !Sku.isValid(sku) || quantity == 0 || quantity > Line.QUANTITY_MAX) {
      return null;
    }
    return take('}') ? new OrderRequest.LineRequest(sku, quantity) : null;
  }

  private @Nullable String reference() {
    String text = text();
    return text != null && text.length() <= REFERENCE_LENGTH_MAX ? text : null;
  }

  private @Nullable String customer() {
    String text = text();
    return text != null
            && !text.isEmpty()
            && text.length() <= CUSTOMER_LENGTH_MAX
            && text.indexOf(' ') < 0
        ? text
        : null;
  }

  private @Nullable Duration duration() {
    String text = text();
    try {
      return text == null ? null : Duration.parse(text);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private @Nullable Boolean truth() {
    return word("true") ? Boolean.TRUE : word("false") ? Boolean.FALSE : null;
  }

  /** A member's name and its colon; empty where there is none. */
  private String name() {
    String name = text();
    return name != null && take(':') ? name : "";
  }

  private boolean word(String word) {
    if (isAtEnd() || json.length - at < word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (json[at + i] != word.charAt(i)) {
        return false;
      }
    }
    at += word.length();
    return true;
  }

  /** A text without escapes; null where it is none. */
  private @Nullable String text() {
    if (!take('"')) {
      return null;
    }
    int start = at;
    while (at < json.length && json[at] >= ' ' && json[at] <= '~' && json[at] != '\\') {
      if (json[at++] == '"') {
        return new String(json, start, at - 1 - start, StandardCharsets.ISO_8859_1);
      }
    }
    return null;
  }

  /** A number of up to seven digits that does not begin with zero; 0 where it is none. */
  private int number() {
    int first = next();
    int number = 0;
    if (first >= '1' && first <= '9') {
      for (int end = at + 7; at < json.length && at < end && isDigit(json[at]); at++) {
        number = number * 10 + (json[at] - '0');
      }
    }
    return number;
  }

  private static boolean isDigit(byte c) {
    return c >= '0' && c <= '9';
  }

  private boolean take(char c) {
    if (next() != c) {
      return false;
    }
    at++;
    return true;
  }

  /** The next byte that is no white space, which stays; 0 at the end. */
  private int next() {
    return isAtEnd() ? 0 : json[at];
  }

  private boolean isAtEnd() {
    while (at < json.length
        && (json[at] == ' ' || json[at] == '\n' || json[at] == '\r' || json[at] == '\t')) {
      at++;
    }
    return at == json.length;
  }
}
