package dev.holdfast.kubernetes;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One operation of a JSON patch (RFC 6902): add, replace or remove, each of what can be so. */
record JsonPatch(String operation, String pointer, JsonNode value) {
  JsonPatch(JsonNode json) {
    this(json.path("op").asString(), json.path("path").asString(), json.path("value"));
  }

  void applyTo(ObjectNode object) {
    int cut = pointer.lastIndexOf('/');
    String member = pointer.substring(cut + 1).replace("~1", "/").replace("~0", "~");
    boolean done =
        switch (object.at(pointer.substring(0, cut))) {
          case ArrayNode items when operation.equals("add") && member.equals("-") ->
              items.add(value) != null;
          case ArrayNode items when operation.equals("replace") ->
              items.set(Integer.parseInt(member), value) != null;
          case ArrayNode items when operation.equals("remove") ->
              items.remove(Integer.parseInt(member)) != null;
          case ObjectNode parent when operation.equals("remove") -> parent.remove(member) != null;
          case ObjectNode parent when operation.equals("add") || parent.has(member) -> {
            parent.set(member, value);
            yield true;
          }
          default -> false;
        };
    if (!done) {
      throw new IllegalArgumentException("nothing to " + operation + " at " + pointer);
    }
  }
}
