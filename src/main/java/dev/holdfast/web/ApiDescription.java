package dev.holdfast.web;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The API's description (OpenAPI 3.1) at {@code /v3/api-docs}. */
@Configuration(proxyBeanMethods = false)
class ApiDescription {
  @Bean
  OpenAPI openApi() {
    var api =
        new OpenAPI()
            .info(
                new Info()
                    .title("Holdfast")
                    .version("v1")
                    .description(
                        "Inventory and orders that do not oversell. Every error is an RFC 9457 problem with a stable `code`. Calls that "
                            + "take or adjust stock need an `Idempotency-Key`; after a 504, repeat the call with the same key.")
                    .license(
                        new License()
                            .name("Apache 2.0")
                            .url("https://www.apache.org/licenses/LICENSE-2.0")));
    api.schema("Problem", problemSchema());
    return api;
  }

  private static Schema<?> problemSchema() {
    return new ObjectSchema()
        .description("An error, as RFC 9457 has it. Some codes add members, such as `shortages`.")
        .addProperty(
            "type", text("Names the kind of problem.", ProblemCode.TYPE_PREFIX + "invalid-request"))
        .addProperty(
            "title", text("The kind of problem in a sentence.", "The request is not valid"))
        .addProperty("status", new IntegerSchema().description("The HTTP status.").example(400))
        .addProperty(
            "detail",
            text("What is wrong with this request.", "lines[0].quantity: must be at least 1"))
        .addProperty("code", text("Stable; for programs.", "invalid-request"))
        .addProperty(
            "field", text("The field that is wrong, where there is one.", "lines[0].quantity"));
  }

  private static Schema<?> text(String description, String example) {
    return new StringSchema().description(description).example(example);
  }

  /** Adds to each call the problems that it declares, those of one status together. */
  @Bean
  OperationCustomizer declaredErrors() {
    return (operation, method) -> {
      ApiErrors errors = method.getMethodAnnotation(ApiErrors.class);
      if (errors != null) {
        Arrays.stream(errors.value())
            .collect(Collectors.groupingBy(ProblemCode::status))
            .forEach((status, codes) ->
                operation
                    .getResponses()
                    .addApiResponse(Integer.toString(status.value()), response(codes)));
      }
      return operation;
    };
  }

  private static ApiResponse response(List<ProblemCode> codes) {
    var body = new MediaType().schema(new Schema<>().$ref("#/components/schemas/Problem"));
    codes.forEach(code -> body.addExamples(code.code(), new Example().value(example(code))));
    String description =
        codes.stream()
            .map(code -> "`" + code.code() + "`: " + code.title() + ".")
            .collect(Collectors.joining(" Or "));
    return new ApiResponse()
        .description(description)
        .content(
            new Content()
                .addMediaType(
                    org.springframework.http.MediaType.APPLICATION_PROBLEM_JSON_VALUE, body));
  }

  private static Map<String, Object> example(ProblemCode code) {
    var example = new LinkedHashMap<String, Object>();
    example.put("type", ProblemCode.TYPE_PREFIX + code.code());
    example.put("title", code.title());
    example.put("status", code.status().value());
    example.put("code", code.code());
    return example;
  }
}
