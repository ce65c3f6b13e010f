package dev.holdfast.kubernetes;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Builds a kustomization as far as ours make use of kustomize, so that the rules hold in a build
 * that has a JDK only. {@code .ci/manifests} compares it with what kustomize builds, other than the
 * suffixes of generated names.
 */
final class Kustomization {
  private final Path directory;
  private final JsonNode file;
  private final List<ObjectNode> objects;

  /**
   * @param objects those that it changes and adds to
   */
  private Kustomization(Path directory, List<ObjectNode> objects) {
    this.directory = directory;
    this.objects = objects;
    this.file = Yaml.documents(directory.resolve("kustomization.yaml")).getFirst();
  }

  static List<Resource> build(Path directory) {
    return new Kustomization(directory, new ArrayList<>())
        .objects().stream().map(Resource::new).collect(Collectors.toCollection(ArrayList::new));
  }

  private List<ObjectNode> objects() {
    addResources();
    file.path("components")
        .forEach(c ->
            new Kustomization(directory.resolve(c.asString()).normalize(), objects).asComponent());
    change();
    if (file.has("namespace")) {
      objects.forEach(o -> o.withObject("/metadata").set("namespace", file.get("namespace")));
    }
    file.path("labels").forEach(this::label);
    file.path("images").forEach(this::setImage);
    return objects;
  }

  private void asComponent() {
    addResources();
    change();
  }

  private void addResources() {
    file.path("resources").forEach(r -> addAll(directory.resolve(r.asString()).normalize()));
  }

  private void change() {
    file.path("configMapGenerator").forEach(g -> generate("ConfigMap", g));
    file.path("secretGenerator").forEach(g -> generate("Secret", g));
    file.path("patches").forEach(this::patch);
  }

  private void addAll(Path resource) {
    if (Files.isDirectory(resource)) {
      objects.addAll(new Kustomization(resource, new ArrayList<>()).objects());
    } else {
      Yaml.documents(resource).forEach(document -> objects.add((ObjectNode) document));
    }
  }

  private void generate(String kind, JsonNode generator) {
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
    ObjectNode target =
        target(patch.at("/target/kind").asString(), patch.at("/target/name").asString());
    Yaml.documents(directory.resolve(patch.path("path").asString()))
        .getFirst()
        .forEach(operation -> new JsonPatch(operation).applyTo(target));
  }

  /** In the objects, and in the pods of a Deployment; never in selectors. */
  private void label(JsonNode label) {
    boolean templates = label.path("includeTemplates").asBoolean(false);
    for (ObjectNode object : objects) {
      ObjectNode pairs = (ObjectNode) label.get("pairs");
      object.withObject("/metadata/labels").setAll(pairs);
      if (templates && object.path("kind").asString().equals("Deployment")) {
        object.withObject("/spec/template/metadata/labels").setAll(pairs);
      }
    }
  }

  private void setImage(JsonNode image) {
    String name = image.path("name").asString();
    String changed =
        image.path("newName").asString(name)
            + (image.has("digest")
                ? "@" + image.path("digest").asString()
                : ":" + image.path("newTag").asString());
    objects.stream()
        .flatMap(o -> new Resource(o).containers())
        .filter(c -> c.path("image").asString("").startsWith(name + ":"))
        .forEach(c -> ((ObjectNode) c).put("image", changed));
  }

  private ObjectNode target(String kind, String name) {
    return objects.stream()
        .filter(o -> new Resource(o).id().equals(kind + "/" + name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(directory + ": no " + kind + "/" + name));
  }
}
