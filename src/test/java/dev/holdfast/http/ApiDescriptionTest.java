package dev.holdfast.http;

import static dev.holdfast.http.Shop.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.api.problem.ProblemCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The description says everything a client needs. That no call answers otherwise is held by {@link
 * ListedAnswers} in every test of this package.
 */
@RedisOnly("The description is the same on both stores.")
class ApiDescriptionTest extends RunningService {
  /** What is answered where no operation is: there is nothing to list them under. */
  private static final Set<String> OF_NO_OPERATION = Set.of("not-found", "method-not-allowed");

  private static final Pattern OF_A_REQUEST = Pattern.compile("handler-\\d+] ");

  @Autowired BuildProperties build;

  private JsonNode description;
  private final Map<String, JsonNode> operations = new LinkedHashMap<>();

  @BeforeEach
  void read() {
    description = shop.get("/v3/api-docs").expect(200).json();
    for (var path : description.path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        operations.put(operation.getKey() + " " + path.getKey(), operation.getValue());
      }
    }
  }

  @Test
  void itIsOpenApi31AndListsTheCallsOfTheProductAlone() {
    assertThat(description.path("openapi").asString()).startsWith("3.1");
    assertThat(operations.keySet())
        .contains("post /api/v1/orders", "get /api/v1/stock")
        .allMatch(name -> name.contains(" /api/v1/"));
  }

  /** It is made anew for a language that has not been asked for. */
  @Test
  @ExtendWith(OutputCaptureExtension.class)
  void nothingIsWarnedOfWhileItIsMade(CapturedOutput output) {
    var made = shop.send(shop.request("GET", "/v3/api-docs").header("Accept-Language", "eo"));

    assertThat(made.expect(200).json()).isEqualTo(description);
    // The log keeps the end of a thread's name, of which the number may be long.
    var ofTheCall = output.getAll().lines().filter(OF_A_REQUEST.asPredicate());
    // How long it took is logged each time.
    assertThat(ofTheCall).isNotEmpty().noneMatch(line -> line.contains(" WARN "));
  }

  @Test
  void itsVersionIsTheBuilds() {
    assertThat(description.at("/info/version").asString()).isEqualTo(build.getVersion());
  }

  @Test
  void everyCallHasASummaryADescriptionAndItsAnswers() {
    assertThat(operations)
        .allSatisfy((name, operation) -> {
          assertThat(operation.path("summary").asString("")).isNotBlank();
          assertThat(operation.path("description").asString("")).isNotBlank();
          assertThat(operation.path("tags")).isNotEmpty();
          var responses = operation.path("responses");
          assertThat(responses.propertyNames()).contains("400", "406", "500");
          assertThat(responses.propertyNames()).containsAnyOf("200", "201");
          assertThat(responses.properties())
              .allSatisfy(response -> {
                String text = response.getValue().path("description").asString("");
                assertThat(text).isNotBlank().isNotEqualTo("OK");
                if (response.getKey().equals("304")) {
                  assertThat(response.getValue().has("content")).isFalse();
                  return;
                }
                String success =
                    name.endsWith("/stream") ? "text/event-stream" : "application/json";
                assertThat(response.getValue().path("content").propertyNames())
                    .containsExactly(
                        response.getKey().startsWith("2") ? success : "application/problem+json");
              });
        });
  }

  @Test
  void everyParameterHasADescriptionAnExampleAndASimpleType() {
    assertThat(operations)
        .allSatisfy((name, operation) ->
            assertThat(operation.path("parameters").values())
                .allSatisfy(parameter -> {
                  assertThat(parameter.path("description").asString("")).isNotBlank();
                  assertThat(parameter.path("example").toString())
                      .isNotEqualTo("\"\"")
                      .isNotEmpty();
                  boolean several =
                      parameter.path("name").asString().equals("sku")
                          && parameter.path("in").asString().equals("query");
                  assertThat(parameter.at("/schema/type").asString().equals("array"))
                      .isEqualTo(several);
                }));
    assertThat(operations.get("post /api/v1/orders").at("/parameters/0/name").asString())
        .isEqualTo("Idempotency-Key");
  }

  @Test
  void whatACallCanDoWithoutIsNotRequired() {
    assertThat(requiredHeaders("post /api/v1/orders")).containsExactly("Idempotency-Key");
    assertThat(headers())
        .filteredOn(header -> header.path("name").asString().equals("If-Match"))
        .hasSize(6)
        .noneMatch(header -> header.path("required").asBoolean());
  }

  private List<String> requiredHeaders(String operation) {
    return operations.get(operation).path("parameters").values().stream()
        .filter(parameter -> parameter.path("required").asBoolean())
        .map(parameter -> parameter.path("name").asString())
        .toList();
  }

  private List<JsonNode> headers() {
    return operations.values().stream()
        .flatMap(operation -> operation.path("parameters").values().stream())
        .filter(parameter -> parameter.path("in").asString().equals("header"))
        .toList();
  }

  @Test
  void everyMemberOfEverySchemaHasADescriptionAndAnExample() {
    var schemas = description.at("/components/schemas");
    assertThat(schemas.properties())
        .isNotEmpty()
        .allSatisfy(schema -> {
          assertThat(schema.getValue().path("description").asString("")).isNotBlank();
          assertThat(schema.getValue().path("properties").properties())
              .isNotEmpty()
              .allSatisfy(member -> {
                assertThat(member.getValue().path("description").asString("")).isNotBlank();
                // What refers to another schema, or lists its items, has that schema's examples.
                assertThat(
                        member.getValue().has("example")
                            || member.getValue().has("$ref")
                            || member.getValue().at("/items").has("$ref"))
                    .as("%s.%s has an example", schema.getKey(), member.getKey())
                    .isTrue();
              });
        });
  }

  @Test
  void answersSayWhichMembersAreAlwaysThere() {
    assertThat(required("Order")).contains("id", "expiresAt").doesNotContain("reference");
    assertThat(required("Products")).containsExactly("items");
    assertThat(required("OrderRequest")).containsExactly("lines");
    assertThat(required("ExtendRequest")).containsExactly("expiresAt");
    assertThat(required("LinesRequest")).containsExactly("lines");
    assertThat(required("ConfirmRequest")).isEmpty();
    assertThat(required("ProductRequest")).containsExactly("name");
  }

  private List<String> required(String schema) {
    return description.at("/components/schemas/" + schema + "/required").values().stream()
        .map(JsonNode::asString)
        .toList();
  }

  @Test
  void everyCodeIsListedSomewhereWithAnExampleOfItself() {
    var listed = new HashSet<String>();
    operations
        .values()
        .forEach(operation ->
            operation
                .path("responses")
                .properties()
                .forEach(response -> {
                  var examples =
                      response.getValue().at("/content/application~1problem+json/examples");
                  for (var example : examples.properties()) {
                    var problem = example.getValue().path("value");
                    assertThat(problem.path("code").asString()).isEqualTo(example.getKey());
                    assertThat(problem.path("status").asString()).isEqualTo(response.getKey());
                    assertThat(problem.path("detail").asString("")).isNotBlank();
                    listed.add(example.getKey());
                  }
                }));
    listed.addAll(OF_NO_OPERATION);
    var codes = Arrays.stream(ProblemCode.values()).map(ProblemCode::code).toList();
    assertThat(listed).containsExactlyInAnyOrderElementsOf(Set.copyOf(codes));
    assertThat(description.at("/info/description").asString()).contains(codes);
  }

  @Test
  void theExamplesOfRequestsAreAccepted() {
    String sku = unique("example");
    shop.register(sku, example("ProductRequest")).expect(201);
    shop.adjust(sku, unique("key"), 60).expect(201);

    String adjustment = example("AdjustmentRequest");
    var adjusted =
        shop.send(
            shop.request("POST", "/api/v1/products/" + sku + "/stock-adjustments", adjustment)
                .header("Idempotency-Key", unique("key")));
    adjusted.expect(201);
    String id =
        shop.order(unique("key"), example("OrderRequest").replace("ticket-1", sku))
            .expect(201)
            .text("id");
    // Its example is of a certain day.
    String extension = example("ExtendRequest");
    assertThat(shop.command(id, "extend", extension).status()).isIn(200, 400);
    shop.putLines(id, example("LinesRequest").replace("ticket-1", sku)).expect(200);
    shop.command(id, "confirm", example("ConfirmRequest")).expect(200);
  }

  /** A body of the examples of all its members. */
  private String example(String schema) {
    var body = new LinkedHashMap<String, JsonNode>();
    description
        .at("/components/schemas/" + schema + "/properties")
        .properties()
        .forEach(member -> body.put(member.getKey(), member.getValue().path("example")));
    return new JsonMapper().writeValueAsString(body);
  }

  /** Whatever calls are added: none passes over a parameter that it does not have. */
  @Test
  void noCallTakesAParameterThatItDoesNotHave() {
    assertThat(operations)
        .allSatisfy((name, operation) -> {
          String[] call = name.split(" ");
          String path = call[1].replaceAll("\\{\\w+}", "x");
          String body = operation.has("requestBody") ? "{}" : "";
          for (String query : unwanted(operation)) {
            var request =
                shop.request(call[0].toUpperCase(Locale.ROOT), path + "?" + query, body)
                    .header("Idempotency-Key", unique("key"));
            for (String type : operation.at("/requestBody/content").propertyNames()) {
              request.setHeader("Content-Type", type);
            }
            var answer = shop.send(request);
            assertThat(answer.status()).as(name + "?" + query).isEqualTo(400);
            answer
                .expectProblem(400, "invalid-request")
                .expectField(query.substring(0, query.indexOf('=')));
          }
        });
  }

  /** A parameter that no call has, and each of its own misspelt, and those that come once twice. */
  private static List<String> unwanted(JsonNode operation) {
    var queries = new ArrayList<>(List.of("customerId=c1"));
    for (var parameter : operation.path("parameters").values()) {
      String name = parameter.path("name").asString();
      if (parameter.path("in").asString().equals("query")) {
        queries.add(name + "s=1");
        if (!parameter.at("/schema/type").asString().equals("array")) {
          queries.add(name + "=1&" + name + "=1");
        }
      }
    }
    return queries;
  }

  @Test
  void aParameterThatIsMisspeltIsAnsweredWithTheNearest() {
    assertThat(shop.get("/api/v1/orders?statuss=CONFIRMED").expect(400).text("detail"))
        .isEqualTo(
            "statuss: is not a parameter of this call; the nearest is status, and all are cursor,"
                + " limit, status, updatedSince");
    assertThat(shop.get("/api/v1/strategies?all").expect(400).text("detail"))
        .isEqualTo("all: is not a parameter of this call, which has none");
  }

  @Test
  void theBoundsThatAreCheckedAreDescribed() {
    assertThat(member("AdjustmentRequest", "delta").path("minimum").asLong()).isEqualTo(-1_000_000);
    assertThat(member("AdjustmentRequest", "delta").path("maximum").asLong()).isEqualTo(1_000_000);
    assertThat(member("AdjustmentRequest", "reason").path("maxLength").asInt()).isEqualTo(200);
    assertThat(member("ReconciliationRequest", "reason").path("maxLength").asInt()).isEqualTo(200);
    assertThat(member("ProductRequest", "name").path("maxLength").asInt()).isEqualTo(200);
    assertThat(member("OrderRequest", "reference").path("maxLength").asInt()).isEqualTo(100);
  }

  private JsonNode member(String schema, String name) {
    return description.at("/components/schemas/" + schema + "/properties/" + name);
  }

  @Test
  void swaggerUiIsServed() {
    var redirect = shop.get("/swagger-ui.html").expect(302);
    var page = shop.get(redirect.header("Location").orElseThrow()).expect(200);

    assertThat(page.header("Content-Type").orElseThrow()).startsWith("text/html");
    assertThat(page.body()).contains("swagger-ui");
    var config = shop.get("/v3/api-docs/swagger-config").expect(200).json();
    assertThat(config.path("url").asString()).isEqualTo("/v3/api-docs");
  }
}
