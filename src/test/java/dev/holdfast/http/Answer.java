package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the service answered.
 *
 * @param headers by lower-case name
 */
public record Answer(int status, Map<String, List<String>> headers, String body) {
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * What must stay inside: names of our own, of the framework's and of Java's classes, and stacks.
   */
  private static final Pattern INTERNALS =
      Pattern.compile(
          "(?i)exception|\\bat \\w+\\.|\\b(java|javax|jakarta|org|com|tools|dev)\\.[a-z]+"
              + "|spring|tomcat|jackson|handler|resource|\\$\\$|\\bnull:|: null\\b|record");

  public JsonNode json() {
    return JSON.readTree(body);
  }

  public Optional<String> header(String name) {
    return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), List.of()).stream()
        .findFirst();
  }

  public boolean isProblem() {
    return header("content-type").orElse("").startsWith("application/problem+json");
  }

  public String code() {
    return isProblem() ? json().path("code").asString() : "";
  }

  public String text(String member) {
    return json().path(member).asString();
  }

  public Answer expect(int expected) {
    assertThat(status).as(body).isEqualTo(expected);
    return this;
  }

  /** Demands a problem in our form, with nothing in it that is nobody's business. */
  public Answer expectProblem(int expected, String code) {
    assertThat(status).as(body).isEqualTo(expected);
    assertThat(header("content-type")).contains("application/problem+json");
    var problem = json();
    assertThat(List.copyOf(problem.propertyNames()))
        .as("the members of the RFC first, in its order, then ours")
        .startsWith("type", "title", "status", "detail", "code");
    assertThat(problem.path("type").asString()).isEqualTo("urn:holdfast:problem:" + code);
    assertThat(problem.path("title").asString()).isNotBlank();
    assertThat(problem.path("status").asInt()).isEqualTo(expected);
    assertThat(problem.path("code").asString()).isEqualTo(code);
    assertThat(problem.path("detail").asString()).isNotBlank().doesNotContainPattern(INTERNALS);
    return this;
  }

  /** Demands that the problem names the field, in its member and to the eye. */
  public Answer expectField(String field) {
    assertThat(text("field")).as(body).isEqualTo(field);
    assertThat(text("detail")).startsWith(field + ": ");
    return this;
  }
}
