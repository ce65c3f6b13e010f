package dev.holdfast.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1Pod;
import java.lang.reflect.InvocationTargetException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Kubernetes' own description of its objects, as its Java client has it. It knows fields, what is
 * required, and types; it does not know which words a field allows.
 */
final class KubernetesModel {
  /** Groups that are added to a cluster, and the packages of their models. */
  private static final Map<String, String> ADDED =
      Map.of(
          "gateway.networking.k8s.io", "io.fabric8.kubernetes.api.model.gatewayapi.v1.",
          "monitoring.coreos.com", "io.fabric8.openshift.api.model.monitoring.v1.");

  /** The models take members that they do not know; here each must be known. */
  private static final ObjectMapper STRICT =
      new ObjectMapper()
          .setAnnotationIntrospector(
              new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                  return false;
                }
              });

  private KubernetesModel() {}

  private static Optional<String> complaintOfAdded(Resource resource, String models) {
    try {
      var _ = STRICT.readValue(resource.json().toString(), Class.forName(models + resource.kind()));
      return Optional.empty();
    } catch (ReflectiveOperationException | JsonProcessingException e) {
      return Optional.of(e.toString());
    }
  }

  /** What is wrong with the object, if anything is. */
  static Optional<String> complaint(Resource resource) {
    String group = resource.text("/apiVersion").replaceFirst("/.*", "");
    String added = ADDED.get(group);
    if (added != null) {
      return complaintOfAdded(resource, added);
    }
    String version = resource.text("/apiVersion").replaceFirst(".*/", "");
    String model =
        V1Pod.class.getPackageName()
            + "."
            + version.toUpperCase(Locale.ROOT).charAt(0)
            + version.substring(1)
            + resource.kind();
    JsonElement object = JsonParser.parseString(resource.json().toString());
    try {
      // Both: the first finds fields that do not exist, the second values that cannot be read.
      Class<?> type = Class.forName(model);
      type.getMethod("validateJsonElement", JsonElement.class).invoke(null, object);
      var _ = JSON.getGson().fromJson(object, type);
      return Optional.empty();
    } catch (InvocationTargetException e) {
      return Optional.of(e.getCause().getMessage());
    } catch (ReflectiveOperationException | RuntimeException e) {
      return Optional.of(e.toString());
    }
  }
}
