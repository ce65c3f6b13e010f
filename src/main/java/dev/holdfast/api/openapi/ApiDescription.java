package dev.holdfast.api.openapi;

import dev.holdfast.api.http.OpenToCustomers;
import dev.holdfast.api.problem.ProblemCode;
import dev.holdfast.order.VersionCondition;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.customizers.ParameterCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.method.HandlerMethod;

/** The API's description (OpenAPI 3.1) at {@code /v3/api-docs}. */
@Configuration(proxyBeanMethods = false)
class ApiDescription {
  private static final Set<ProblemCode> OF_EVERY_CALL =
      EnumSet.of(
          ProblemCode.INVALID_REQUEST,
          ProblemCode.NOT_ACCEPTABLE,
          ProblemCode.UNKNOWN_HOST,
          ProblemCode.INTERNAL_ERROR,
          ProblemCode.SHUTTING_DOWN);

  private static final Set<ProblemCode> WITH_RETRY_AFTER =
      EnumSet.of(
          ProblemCode.CONTENDED,
          ProblemCode.OVERLOADED,
          ProblemCode.SHUTTING_DOWN,
          ProblemCode.STORE_FULL,
          ProblemCode.STORE_UNAVAILABLE,
          ProblemCode.TOO_MANY_READERS,
          ProblemCode.TOO_MANY_VIEWERS,
          ProblemCode.IN_PROGRESS);

  private static final String ADMIN_TOKEN = "adminToken";

  private static final String INTRODUCTION =
      """
      Inventory and orders that do not oversell.

      Calls that place orders or adjust stock need an `Idempotency-Key`: after a 503, a 504 or no answer at all, repeat the call \
      with the same key. All others may be repeated as they are. Times are RFC 3339 in UTC with milliseconds, durations ISO 8601. Bodies are JSON of at most 64 KiB, not compressed; unknown \
      and repeated fields and parameters are refused. Lengths of texts count code points.

      Calls with a lock are administration: where the service has an admin token they need it, as `Authorization: Bearer <token>`. \
      What customers do with their orders needs it only where `holdfast.open-calls` leaves it out. \
      Every answer has an `X-Request-Id`: the request's own, if it had one of 1 to 64 of `A-Z a-z 0-9 . _ -`, else a new one.

      Every error is an RFC 9457 problem with a stable `code`; its `type` is `%s` and the code. `field` names the field, \
      parameter or header that is wrong.

      | code | status | meaning |
      | --- | --- | --- |
      %s
      """;

  @Bean
  OpenAPI openApi(ObjectProvider<BuildProperties> build) {
    var api =
        new OpenAPI()
            .info(
                new Info()
                    .title("Holdfast")
                    .version(version(build.getIfAvailable()))
                    .description(INTRODUCTION.formatted(ProblemCode.TYPE_PREFIX, codes()))
                    .license(
                        new License()
                            .name("Apache 2.0")
                            .url("https://www.apache.org/licenses/LICENSE-2.0")));
    api.schema("Problem", ProblemSchema.schema());
    api.getComponents()
        .addSecuritySchemes(
            ADMIN_TOKEN,
            new SecurityScheme()
                .type(SecurityScheme.Type.HTTP)
                .scheme("bearer")
                .description("The admin token, where the service has one."));
    return api;
  }

  /** The build's; what was started from its classes alone has none. */
  private static String version(@Nullable BuildProperties build) {
    String version = build == null ? null : build.getVersion();
    return version == null ? "unknown" : version;
  }

  private static String codes() {
    return Arrays.stream(ProblemCode.values())
        .map(code ->
            "| `%s` | %d | %s |".formatted(code.code(), code.status().value(), code.title()))
        .collect(Collectors.joining("\n"));
  }

  /** Adds to each call the problems that it may be answered with, those of one status together. */
  @Bean
  OperationCustomizer declaredErrors() {
    return (operation, method) -> {
      ApiErrors errors = method.getMethodAnnotation(ApiErrors.class);
      return errors == null ? operation : declare(operation, errors, method);
    };
  }

  /**
   * A client without a condition sends no such header; the library declares every parameter that it
   * does not know as required.
   */
  @Bean
  ParameterCustomizer optionalConditions() {
    return (parameter, of) ->
        parameter != null && of.getParameterType() == VersionCondition.class
            ? parameter.required(false)
            : parameter;
  }

  private static Operation declare(Operation operation, ApiErrors errors, HandlerMethod method) {
    var codes = EnumSet.copyOf(OF_EVERY_CALL);
    if (!method.hasMethodAnnotation(GetMapping.class)) {
      codes.add(ProblemCode.CROSS_SITE);
    }
    codes.addAll(Arrays.asList(errors.value()));
    if (codes.contains(ProblemCode.CONTENT_TOO_LARGE)) {
      // It has a body, which may not come at all.
      codes.add(ProblemCode.REQUEST_TIMEOUT);
    }
    // By status, so that the description is the same on every run.
    var answers = new TreeMap<>(operation.getResponses());
    codes.stream()
        .collect(Collectors.groupingBy(code -> Integer.toString(code.status().value())))
        .forEach((status, ofStatus) -> answers.put(status, response(ofStatus)));
    var responses = new ApiResponses();
    answers.forEach(responses::addApiResponse);
    operation.setResponses(responses);
    return operation.security(
        security(
            codes.contains(ProblemCode.UNAUTHORIZED),
            method.hasMethodAnnotation(OpenToCustomers.class)));
  }

  /** An empty requirement says that a call needs nothing, or need not have what comes next. */
  private static List<SecurityRequirement> security(boolean administration, boolean open) {
    var token = new SecurityRequirement().addList(ADMIN_TOKEN);
    if (!administration) {
      return List.of();
    }
    return open ? List.of(new SecurityRequirement(), token) : List.of(token);
  }

  private static ApiResponse response(List<ProblemCode> codes) {
    var body = new MediaType().schema(new Schema<>().$ref("#/components/schemas/Problem"));
    codes.forEach(code ->
        body.addExamples(
            code.code(),
            new Example().summary(code.title()).value(ProblemExamples.of(code).body())));
    String description =
        codes.stream()
            .map(code -> "`" + code.code() + "`: " + code.title() + ".")
            .collect(Collectors.joining(" Or "));
    var response = new ApiResponse().description(description).content(problem(body));
    if (codes.contains(ProblemCode.UNAUTHORIZED)) {
      response.addHeaderObject(HttpHeaders.WWW_AUTHENTICATE, challenge());
    }
    return codes.stream().anyMatch(WITH_RETRY_AFTER::contains)
        ? response.addHeaderObject(HttpHeaders.RETRY_AFTER, retryAfter())
        : response;
  }

  private static Content problem(MediaType body) {
    return new Content()
        .addMediaType(org.springframework.http.MediaType.APPLICATION_PROBLEM_JSON_VALUE, body);
  }

  private static Header challenge() {
    return new Header()
        .description("How to authenticate: always Bearer.")
        .schema(new StringSchema().example("Bearer"));
  }

  private static Header retryAfter() {
    return new Header()
        .description("After how many seconds to try again; absent where that is of no use.")
        .schema(new IntegerSchema().example(1));
  }
}
