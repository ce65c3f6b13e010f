package dev.holdfast.kubernetes;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Kubernetes' own description of its objects, as its Java client has it. It knows fields, what is
 * required, and types; it does not know which words a field allows.
 */
final class KubernetesModel {
  /** Checks fields, and what is required. */
  private interface Fields {
    void check(JsonElement object) throws IOException;
  }

  private record Type(Class<?> model, Fields fields) {}

  private static final Map<String, Type> TYPES =
      Map.ofEntries(
          Map.entry("v1 Namespace", new Type(V1Namespace.class, V1Namespace::validateJsonElement)),
          Map.entry("v1 ConfigMap", new Type(V1ConfigMap.class, V1ConfigMap::validateJsonElement)),
          Map.entry("v1 Secret", new Type(V1Secret.class, V1Secret::validateJsonElement)),
          Map.entry("v1 Service", new Type(V1Service.class, V1Service::validateJsonElement)),
          Map.entry(
              "v1 ServiceAccount",
              new Type(V1ServiceAccount.class, V1ServiceAccount::validateJsonElement)),
          Map.entry(
              "apps/v1 Deployment",
              new Type(V1Deployment.class, V1Deployment::validateJsonElement)),
          Map.entry(
              "apps/v1 StatefulSet",
              new Type(V1StatefulSet.class, V1StatefulSet::validateJsonElement)),
          Map.entry("batch/v1 Job", new Type(V1Job.class, V1Job::validateJsonElement)),
          Map.entry(
              "autoscaling/v2 HorizontalPodAutoscaler",
              new Type(
                  V2HorizontalPodAutoscaler.class, V2HorizontalPodAutoscaler::validateJsonElement)),
          Map.entry(
              "policy/v1 PodDisruptionBudget",
              new Type(V1PodDisruptionBudget.class, V1PodDisruptionBudget::validateJsonElement)),
          Map.entry(
              "networking.k8s.io/v1 NetworkPolicy",
              new Type(V1NetworkPolicy.class, V1NetworkPolicy::validateJsonElement)),
          Map.entry(
              "networking.k8s.io/v1 Ingress",
              new Type(V1Ingress.class, V1Ingress::validateJsonElement)));

  private KubernetesModel() {}

  /** What is wrong with the object, if anything is. */
  static Optional<String> complaint(Resource resource) {
    String name = resource.text("/apiVersion") + " " + resource.kind();
    Type type = TYPES.get(name);
    if (type == null) {
      return Optional.of(resource + ": nothing is known of " + name);
    }
    JsonElement object = JsonParser.parseString(resource.json().toString());
    try {
      // Both: the first finds fields that do not exist, the second values that cannot be read.
      type.fields.check(object);
      var _ = JSON.getGson().fromJson(object, type.model);
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.of(resource + ": " + e.getMessage());
    }
  }
}
