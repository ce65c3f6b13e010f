package dev.holdfast.documents;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * An answer, as a document shows it or as the service gave it.
 *
 * @param status 0 where a document does not show it
 * @param headers by lower-case name
 * @param body empty where there is none, or a document does not show it
 */
public record Answer(int status, Map<String, String> headers, String body) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z");

  /** What is another one in each answer. */
  private static final Set<String> EACH_ITS_OWN = Set.of("x-request-id", "date");

  /** Reads an answer from a block: all of it, or its body alone. */
  public static Answer of(String block) {
    if (!block.startsWith("HTTP/")) {
      return new Answer(0, Map.of(), block);
    }
    int blank = block.indexOf("\n\n");
    String head = blank < 0 ? block : block.substring(0, blank);
    List<String> lines = head.lines().toList();
    var headers = new LinkedHashMap<String, String>();
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(": ");
      headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 2));
    }
    return new Answer(
        Integer.parseInt(lines.getFirst().strip().split(" ", -1)[1]),
        headers,
        blank < 0 ? "" : block.substring(blank + 2));
  }

  /** As much of an answer as this one shows, without what is another in each answer. */
  public Answer shownOf(Answer answer) {
    var shown = new LinkedHashMap<String, String>();
    headers
        .keySet()
        .forEach(name -> {
          String value = answer.headers.getOrDefault(name, "(it is not there)");
          shown.put(name, EACH_ITS_OWN.contains(name) ? "(its own)" : value);
        });
    return new Answer(
        status == 0 ? 0 : answer.status, shown, body.isEmpty() ? "" : withoutTimes(answer.body));
  }

  /** This one, without what is another in each answer. */
  public Answer shown() {
    return shownOf(this);
  }

  private static String withoutTimes(String body) {
    return body.isEmpty() ? "(none)" : withoutTimes(JSON.readTree(body)).toString();
  }

  /** Nor positions of events, which are made of times. */
  private static JsonNode withoutTimes(JsonNode node) {
    var factory = JsonNodeFactory.instance;
    if (node.isObject()) {
      var copy = factory.objectNode();
      for (var member : node.properties()) {
        JsonNode value = withoutTimes(member.getValue());
        boolean deadline = member.getKey().equals("expiresAt") && node.has("createdAt");
        if (member.getKey().equals("next")) {
          value = factory.stringNode("(a position)");
        }
        copy.set(member.getKey(), deadline ? factory.stringNode(reservedFor(node)) : value);
      }
      return copy;
    }
    if (node.isArray()) {
      var copy = factory.arrayNode();
      node.values().forEach(value -> copy.add(withoutTimes(value)));
      return copy;
    }
    return node.isString() && TIME.matcher(node.asString()).matches()
        ? factory.stringNode("(a time)")
        : node;
  }

  private static String reservedFor(JsonNode order) {
    return Duration.between(
            Instant.parse(order.path("createdAt").asString()),
            Instant.parse(order.path("expiresAt").asString()))
        + " after createdAt";
  }
}
