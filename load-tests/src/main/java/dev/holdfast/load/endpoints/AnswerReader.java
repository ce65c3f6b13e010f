package dev.holdfast.load.endpoints;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.load.check.Line;
import dev.holdfast.load.check.Outcome;
import dev.holdfast.load.check.Shortage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Tells what an answer to an order means. Whatever it does not know is {@code Unexpected}, never a
 * refusal.
 */
public final class AnswerReader {
  private static final Set<String> BUSY =
      Set.of(
          "in-progress",
          "contended",
          "overloaded",
          "shutting-down",
          "store-unavailable",
          "strategy-unavailable");
  private static final Set<String> ORDER_STATES =
      Set.of("RESERVED", "CONFIRMED", "CANCELLED", "EXPIRED");
  private static final int EXCERPT_LENGTH = 200;

  private AnswerReader() {}

  /** Reads an answer to {@code POST /orders} in full. */
  public static Outcome read(int status, boolean replayed, byte[] body) {
    try {
      JsonNode json = Json.MAPPER.readTree(body);
      return switch (status) {
        case 200, 201 -> acceptance(status, replayed, json, body);
        default -> problem(status, json, body);
      };
    } catch (IOException e) {
      return new Outcome.Unexpected(status, "unreadable: " + excerpt(body));
    }
  }

  private static Outcome acceptance(int status, boolean replayed, JsonNode json, byte[] body)
      throws IOException {
    String id = json.path("id").asText("");
    String state = json.path("status").asText("");
    List<Line> lines = Json.lines(json);
    boolean fresh = status == 201;
    if (id.isEmpty() || lines.isEmpty() || fresh == replayed) {
      return new Outcome.Unexpected(status, "incomplete: " + excerpt(body));
    }
    if (!ORDER_STATES.contains(state) || (fresh && !state.equals("RESERVED"))) {
      return new Outcome.Unexpected(status, "order in state '" + state + "'");
    }
    return new Outcome.Accepted(id, replayed, lines);
  }

  private static Outcome problem(int status, JsonNode json, byte[] body) {
    String code = json.path("code").asText("");
    if (status == 409 && code.equals("insufficient-stock")) {
      List<Shortage> shortages = new ArrayList<>();
      for (JsonNode s : json.path("shortages")) {
        shortages.add(
            new Shortage(
                s.path("sku").asText(),
                s.path("requested").asLong(),
                s.path("available").asLong()));
      }
      return new Outcome.SoldOut(shortages);
    }
    if ((status == 409 || status == 503) && BUSY.contains(code)) {
      return new Outcome.Busy(code);
    }
    if (status == 504 && code.equals("outcome-unknown")) {
      String id = json.path("orderId").asText("");
      return new Outcome.Unknown(code, id.isEmpty() ? null : id);
    }
    return new Outcome.Unexpected(status, code.isEmpty() ? excerpt(body) : code);
  }

  /** Sorts an answer without reading more of it than that needs: for measuring. */
  public static AnswerKind kind(int status, byte[] body) {
    if (status == 201) {
      return AnswerKind.ACCEPTED;
    }
    String code = code(body);
    if (status == 409 && code.equals("insufficient-stock")) {
      return AnswerKind.SOLD_OUT;
    }
    if ((status == 409 || status == 503) && BUSY.contains(code)) {
      return AnswerKind.BUSY;
    }
    return status == 504 && code.equals("outcome-unknown")
        ? AnswerKind.UNKNOWN
        : AnswerKind.UNEXPECTED;
  }

  private static String code(byte[] body) {
    try (JsonParser parser = Json.MAPPER.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return "";
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean found = parser.currentName().equals("code");
        parser.nextToken();
        if (found) {
          return parser.getValueAsString("");
        }
        parser.skipChildren();
      }
    } catch (IOException e) {
      return "";
    }
    return "";
  }

  private static String excerpt(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8).strip();
    return text.length() <= EXCERPT_LENGTH ? text : text.substring(0, EXCERPT_LENGTH) + "...";
  }
}
