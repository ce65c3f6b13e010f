package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Supplier;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Holds every answer against the API's description. A call that is not described is not held. */
final class ListedAnswers {
  private static final int NOT_MODIFIED = 304;

  private final Supplier<JsonNode> source;
  private volatile JsonNode description;

  ListedAnswers(Supplier<JsonNode> source) {
    this.source = source;
  }

  void check(String method, String path, Answer answer) {
    if (!path.startsWith("/api/")) {
      return;
    }
    var operation = operation(method, path);
    if (operation == null) {
      return;
    }
    var response = operation.path("responses").path(Integer.toString(answer.status()));
    assertThat(response.isObject())
        .as("%s %s lists the answer %d %s", method, path, answer.status(), answer.body())
        .isTrue();
    if (answer.status() == NOT_MODIFIED) {
      assertThat(answer.body()).isEmpty();
    } else if (answer.isProblem()) {
      assertThat(response.at("/content/application~1problem+json/examples").propertyNames())
          .as("%s %s lists the code", method, path)
          .contains(answer.code());
    } else {
      assertThat(response.path("content").propertyNames())
          .as("%s %s is answered with JSON alone", method, path)
          .containsExactly("application/json");
    }
  }

  private JsonNode operation(String method, String path) {
    if (description == null) {
      description = source.get();
    }
    for (var template : description.path("paths").properties()) {
      var pattern = Pattern.quote(template.getKey()).replaceAll("\\{\\w+}", "\\\\E[^/]+\\\\Q");
      if (path.matches(pattern)) {
        return template.getValue().get(method.toLowerCase(java.util.Locale.ROOT));
      }
    }
    return null;
  }
}
