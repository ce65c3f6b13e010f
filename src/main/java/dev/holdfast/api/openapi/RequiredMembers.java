package dev.holdfast.api.openapi;

import com.fasterxml.jackson.databind.JavaType;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.media.Schema;
import java.util.Arrays;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * In the API's description every member of our records is required unless it is {@code @Nullable}.
 */
@Component
class RequiredMembers implements ModelConverter {
  @Override
  public @Nullable Schema<?> resolve(
      AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
    if (!chain.hasNext()) {
      return null;
    }
    Schema<?> resolved = chain.next().resolve(type, context, chain);
    JavaType java = Json.mapper().constructType(type.getType());
    if (resolved != null && java != null && isOurs(java.getRawClass())) {
      require(java.getRawClass(), model(resolved, context));
    }
    return resolved;
  }

  private static boolean isOurs(Class<?> type) {
    return type.isRecord() && type.getPackageName().startsWith("dev.holdfast");
  }

  /** What is used in several places is defined once and referred to. */
  private static @Nullable Schema<?> model(Schema<?> resolved, ModelConverterContext context) {
    String reference = resolved.get$ref();
    return reference == null
        ? resolved
        : context.getDefinedModels().get(reference.substring(reference.lastIndexOf('/') + 1));
  }

  private static void require(Class<?> type, @Nullable Schema<?> model) {
    if (model == null || model.getProperties() == null) {
      return;
    }
    model.setRequired(
        Arrays.stream(type.getRecordComponents())
            .filter(member -> !member.getAnnotatedType().isAnnotationPresent(Nullable.class))
            .map(member -> member.getName())
            .toList());
  }
}
