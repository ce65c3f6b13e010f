package dev.holdfast.kubernetes;

import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One object of a build. */
record Resource(ObjectNode json) {

  String kind() {
    return text("/kind");
  }

  String name() {
    return text("/metadata/name");
  }

  String namespace() {
    return text("/metadata/namespace");
  }

  /** Kind and name, such as {@code Deployment/holdfast}. */
  String id() {
    return kind() + "/" + name();
  }

  JsonNode at(String pointer) {
    return json.at(pointer);
  }

  String text(String pointer) {
    return at(pointer).asString("");
  }

  /** The pod's description, of a workload. */
  JsonNode podSpec() {
    return at("/spec/template/spec");
  }

  Stream<JsonNode> containers() {
    return Stream.concat(
        podSpec().path("initContainers").valueStream(), podSpec().path("containers").valueStream());
  }

  /** What containers set one by one. */
  Stream<JsonNode> environment() {
    return containers().flatMap(c -> c.path("env").valueStream());
  }

  /** Whether a selector of labels chooses this workload's pods; an empty one chooses all. */
  boolean isSelectedBy(JsonNode labels) {
    JsonNode own = at("/spec/template/metadata/labels");
    return labels.propertyStream().allMatch(l -> own.path(l.getKey()).equals(l.getValue()));
  }

  @Override
  public String toString() {
    return id();
  }
}
