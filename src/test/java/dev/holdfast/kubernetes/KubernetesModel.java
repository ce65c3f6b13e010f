package dev.holdfast.kubernetes;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1Pod;
import java.lang.reflect.InvocationTargetException;
import java.util.Locale;
import java.util.Optional;

/**
 * Kubernetes' own description of its objects, as its Java client has it. It knows fields, what is
 * required, and types; it does not know which words a field allows.
 */
final class KubernetesModel {
  private KubernetesModel() {}

  /** What is wrong with the object, if anything is. */
  static Optional<String> complaint(Resource resource) {
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
