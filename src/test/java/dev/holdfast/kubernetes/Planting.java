package dev.holdfast.kubernetes;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Ways to change manifests. Whatever is not there to be changed is an error of the test. */
final class Planting {
  static final String DEPLOYMENT = "Deployment/holdfast";

  private static final JsonMapper JSON = JsonMapper.shared();

  private Planting() {}

  /** Something of a pod's description. */
  static String pod(String member) {
    return "/spec/template/spec/" + member;
  }

  /** Something of the first container. */
  static String container(String member) {
    return pod("containers/0/" + member);
  }

  /** Something of a path of the Ingress. */
  static String path(int index, String member) {
    return "/spec/rules/0/http/paths/" + index + "/" + member;
  }

  /** Sets a member, which may be new, of an object that is there. The value is JSON. */
  static Consumer<Manifests> set(String id, String pointer, String json) {
    return m -> parent(m, id, pointer).set(member(pointer), JSON.readTree(json));
  }

  static Consumer<Manifests> remove(String id, String pointer) {
    return m -> {
      if (parent(m, id, pointer).remove(member(pointer)) == null) {
        throw new IllegalArgumentException(id + ": nothing at " + pointer);
      }
    };
  }

  static Consumer<Manifests> removeItem(String id, String pointer, int index) {
    return m -> {
      if (((ArrayNode) resource(m, id).at(pointer)).remove(index) == null) {
        throw new IllegalArgumentException(id + ": nothing at " + pointer);
      }
    };
  }

  static Consumer<Manifests> add(String id, String pointer, String json) {
    return m -> ((ArrayNode) resource(m, id).at(pointer)).add(JSON.readTree(json));
  }

  static Consumer<Manifests> edit(String id, String pointer, UnaryOperator<String> change) {
    return m -> {
      ObjectNode parent = parent(m, id, pointer);
      String text = parent.path(member(pointer)).asString();
      String changed = change.apply(text);
      if (changed.equals(text)) {
        throw new IllegalArgumentException(id + ": unchanged at " + pointer);
      }
      parent.put(member(pointer), changed);
    };
  }

  /** Changes the file of alerts. */
  static Consumer<Manifests> alerts(String old, String changed) {
    return edit(
        "ConfigMap/holdfast-alerts", "/data/alerts.yaml", t -> t.replaceFirst(old, changed));
  }

  /** Changes the dashboard. */
  static Consumer<Manifests> dashboard(String old, String changed) {
    return edit(
        "ConfigMap/holdfast-dashboard",
        "/data/holdfast-dashboard.json",
        t -> t.replaceFirst(old, changed));
  }

  private static Resource resource(Manifests m, String id) {
    return m.resources().stream().filter(r -> r.id().equals(id)).findFirst().orElseThrow();
  }

  private static ObjectNode parent(Manifests m, String id, String pointer) {
    JsonNode parent = resource(m, id).at(pointer.substring(0, pointer.lastIndexOf('/')));
    if (!(parent instanceof ObjectNode object)) {
      throw new IllegalArgumentException(id + ": nothing at " + pointer);
    }
    return object;
  }

  private static String member(String pointer) {
    return pointer.substring(pointer.lastIndexOf('/') + 1).replace("~1", "/").replace("~0", "~");
  }
}
