package dev.holdfast.kubernetes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What one build of the manifests yields: the objects that would be applied together. */
record Manifests(String build, List<Resource> resources) {
  static final Path ROOT = Path.of("k8s");

  /** Every build, by the name of its directory. */
  static final List<String> BUILDS =
      List.of(
          "bootstrap",
          "base",
          "local",
          "production",
          "postgres",
          "monitoring",
          "load-test",
          "sentinel",
          "cluster",
          "gateway",
          "traefik",
          "openshift");

  /** Where builds are: overlays to be used, and examples to be copied. */
  private static final List<Path> GROUPS =
      List.of(ROOT, ROOT.resolve("overlays"), ROOT.resolve("examples"));

  private static final Set<String> LOCAL = Set.of("local", "load-test");
  private static final Set<String> ON_POSTGRES = Set.of("postgres", "openshift");

  private static final Set<String> WORKLOADS = Set.of("Deployment", "StatefulSet", "Job");

  static Manifests of(String build) {
    return new Manifests(build, Kustomization.build(directory(build)));
  }

  static Manifests read(String build, Path file) {
    return new Manifests(
        build, Yaml.documents(file).stream().map(d -> new Resource((ObjectNode) d)).toList());
  }

  static Path directory(String build) {
    return GROUPS.stream()
        .map(group -> group.resolve(build))
        .filter(Files::isDirectory)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no build " + build));
  }

  /** Whether this build brings its own Redis and its own, openly known, passwords. */
  boolean isLocal() {
    return LOCAL.contains(build);
  }

  /** Whether it is of those that are applied once, by an administrator of the cluster. */
  boolean isBootstrap() {
    return build.equals("bootstrap");
  }

  /** Whether it is for production, on Redis. */
  boolean isOnRedis() {
    return !isLocal()
        && !ON_POSTGRES.contains(build)
        && !build.equals("base")
        && find("Deployment", "holdfast").isPresent();
  }

  /** Whether it is for production, on PostgreSQL. */
  boolean isOnPostgres() {
    return ON_POSTGRES.contains(build);
  }

  Stream<Resource> ofKind(String kind) {
    return resources.stream().filter(r -> r.kind().equals(kind));
  }

  Optional<Resource> find(String kind, String name) {
    return ofKind(kind).filter(r -> r.name().equals(name)).findFirst();
  }

  /** Everything that has pods. */
  List<Resource> workloads() {
    return resources.stream().filter(r -> WORKLOADS.contains(r.kind())).toList();
  }

  /** Workloads whose pods are to stay. */
  List<Resource> services() {
    return workloads().stream().filter(w -> !w.kind().equals("Job")).toList();
  }

  /** The ConfigMaps that the workload takes its settings from. */
  private Stream<Resource> settingsOf(Resource workload) {
    return workload
        .containers()
        .flatMap(c -> c.path("envFrom").valueStream())
        .map(e -> e.at("/configMapRef/name").asString(""))
        .flatMap(name -> find("ConfigMap", name).stream());
  }

  /** The names of the settings that the workload takes from ConfigMaps. */
  Stream<String> settings(Resource workload) {
    return settingsOf(workload)
        .flatMap(map -> map.at("/data").propertyStream())
        .map(Map.Entry::getKey);
  }

  /** What stands under a key of a ConfigMap that the workload takes its settings from. */
  String setting(Resource workload, String key) {
    return settingsOf(workload)
        .map(map -> map.at("/data").path(key))
        .filter(JsonNode::isString)
        .map(JsonNode::asString)
        .findFirst()
        .orElse("");
  }

  /** Workloads whose pods a selector of labels chooses. */
  List<Resource> chosenBy(JsonNode labels) {
    return workloads().stream().filter(w -> w.isSelectedBy(labels)).toList();
  }
}
