package dev.holdfast.kubernetes;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Builds a kustomization as kustomize does, as far as ours make use of it, so that the rules hold
 * in a build that has a JDK only. Whatever it does not know it refuses; and where kustomize itself
 * is at hand, {@link KustomizeOutputTest} holds the two against each other. Suffixes of generated
 * names are left out.
 */
final class Kustomization {
  private static final Set<String> KNOWN =
      Set.of(
          "apiVersion",
          "kind",
          "namespace",
          "resources",
          "configMapGenerator",
          "secretGenerator",
          "generatorOptions",
          "images",
          "patches");

  private final Path directory;
  private final JsonNode file;
  private final List<ObjectNode> objects = new ArrayList<>();

  private Kustomization(Path directory) {
    this.directory = directory;
    this.file = Yaml.documents(directory.resolve("kustomization.yaml")).getFirst();
  }

  static List<Resource> build(Path directory) {
    return new Kustomization(directory).objects().stream().map(Resource::new).toList();
  }

  private List<ObjectNode> objects() {
    refuseUnknown(file, KNOWN);
    file.path("resources").forEach(r -> objects.addAll(resource(r.asString())));
    file.path("configMapGenerator").forEach(g -> generate("ConfigMap", g));
    file.path("secretGenerator").forEach(g -> generate("Secret", g));
    file.path("patches").forEach(this::patch);
    objects.forEach(this::setNamespace);
    file.path("images").forEach(this::setImage);
    return objects;
  }

  private List<ObjectNode> resource(String name) {
    Path path = directory.resolve(name).normalize();
    if (Files.isDirectory(path)) {
      return new Kustomization(path).objects();
    }
    return Yaml.documents(path).stream().map(ObjectNode.class::cast).toList();
  }

  private void generate(String kind, JsonNode generator) {
    refuseUnknown(generator, Set.of("name", "behavior", "literals", "files", "options"));
    String name = generator.path("name").asString();
    ObjectNode data =
        generator.path("behavior").asString("create").equals("merge")
            ? (ObjectNode) target(kind, name).get("data")
            : newGenerated(kind, name, generator);
    for (JsonNode literal : generator.path("literals")) {
      String[] pair = literal.asString().split("=", 2);
      data.put(pair[0], encoded(kind, pair[1]));
    }
    for (JsonNode content : generator.path("files")) {
      data.put(content.asString(), encoded(kind, Yaml.text(directory.resolve(content.asString()))));
    }
  }

  private ObjectNode newGenerated(String kind, String name, JsonNode generator) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("apiVersion", "v1").put("kind", kind);
    ObjectNode metadata = object.putObject("metadata").put("name", name);
    for (JsonNode options : List.of(file.path("generatorOptions"), generator.path("options"))) {
      refuseUnknown(options, Set.of("labels", "disableNameSuffixHash"));
      if (options.has("labels")) {
        metadata.withObject("/labels").setAll((ObjectNode) options.get("labels"));
      }
    }
    if (kind.equals("Secret")) {
      object.put("type", "Opaque");
    }
    objects.add(object);
    return object.putObject("data");
  }

  private static String encoded(String kind, String value) {
    return kind.equals("Secret")
        ? Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))
        : value;
  }

  private void patch(JsonNode patch) {
    refuseUnknown(patch, Set.of("path", "target"));
    refuseUnknown(patch.path("target"), Set.of("kind", "name"));
    ObjectNode target =
        target(patch.at("/target/kind").asString(), patch.at("/target/name").asString());
    Path path = directory.resolve(patch.path("path").asString());
    for (JsonNode operation : Yaml.documents(path).getFirst()) {
      refuseUnknown(operation, Set.of("op", "path", "value"));
      apply(operation, target, path);
    }
  }

  /** One operation of a JSON patch (RFC 6902) on a member of an object, or at a list's end. */
  private static void apply(JsonNode operation, ObjectNode target, Path path) {
    String pointer = operation.path("path").asString();
    int cut = pointer.lastIndexOf('/');
    String member = pointer.substring(cut + 1);
    if (target.at(pointer.substring(0, cut)) instanceof ArrayNode items
        && member.equals("-")
        && operation.path("op").asString().equals("add")) {
      items.add(operation.path("value"));
      return;
    }
    if (!(target.at(pointer.substring(0, cut)) instanceof ObjectNode parent)) {
      throw new IllegalArgumentException(path + ": nothing to patch at " + pointer);
    }
    switch (operation.path("op").asString()) {
      case "add" -> {}
      case "replace" -> {
        if (!parent.has(member)) {
          throw new IllegalArgumentException(path + ": nothing to replace at " + pointer);
        }
      }
      default -> throw new IllegalArgumentException(path + ": only add and replace are known");
    }
    parent.set(member, operation.path("value"));
  }

  private void setNamespace(ObjectNode object) {
    if (file.has("namespace") && !object.path("kind").asString().equals("Namespace")) {
      object.withObject("/metadata").put("namespace", file.path("namespace").asString());
    }
  }

  private void setImage(JsonNode image) {
    refuseUnknown(image, Set.of("name", "newName", "newTag", "digest"));
    String old = image.path("name").asString() + ":";
    String changed =
        image.path("newName").asString(image.path("name").asString())
            + (image.has("digest")
                ? "@" + image.path("digest").asString()
                : ":" + image.path("newTag").asString());
    objects.stream()
        .flatMap(o -> new Resource(o).containers())
        .filter(c -> c.path("image").asString("").startsWith(old))
        .forEach(c -> ((ObjectNode) c).put("image", changed));
  }

  private ObjectNode target(String kind, String name) {
    return objects.stream()
        .filter(o -> new Resource(o).id().equals(kind + "/" + name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(directory + ": no " + kind + "/" + name));
  }

  private void refuseUnknown(JsonNode node, Set<String> known) {
    node.propertyNames().stream()
        .filter(name -> !known.contains(name))
        .findFirst()
        .ifPresent(name -> {
          throw new IllegalArgumentException(
              directory + ": '" + name + "' is not known here; teach this class what it does");
        });
  }
}
