package dev.holdfast.api.product;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A merge patch: what it names replaces what is there, null removes it, and all else stays.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7396">RFC 7396</a>
 */
final class MergePatch {
  /** The media type of its body. */
  static final String MEDIA_TYPE = "application/merge-patch+json";

  private MergePatch() {}

  /** Makes a patch in an object, which is changed, and returns it. */
  static ObjectNode apply(ObjectNode target, ObjectNode patch) {
    patch.forEachEntry((name, value) -> {
      if (value.isNull()) {
        target.remove(name);
      } else {
        target.set(name, value instanceof ObjectNode inner ? inner(target, name, inner) : value);
      }
    });
    return target;
  }

  private static JsonNode inner(ObjectNode target, String name, ObjectNode patch) {
    return apply(
        target.get(name) instanceof ObjectNode object ? object : target.objectNode(), patch);
  }
}
