package dev.holdfast.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * docs/api.md and the API's description for programs name the same calls, with the same answers and
 * errors. What docs/errors.md lists are all of those.
 */
class ApiAgreementTest {
  private static final Path API = Path.of("docs/api.md");
  private static final Path ERRORS = Path.of("docs/errors.md");
  private static final Pattern CALL = Pattern.compile("### `([A-Z]+ [^`]+)`");
  private static final Pattern ERROR =
      Pattern.compile("\\| (\\d{3}) \\| `([a-z-]+)` \\| .+ \\| .+ \\|");
  private static final Pattern SUCCESS = Pattern.compile("\\b(20[01]|304)\\b");
  private static final String OF_ALL_CALLS = "## What all calls share";

  private static final Map<String, Set<String>> described = new TreeMap<>();

  @BeforeAll
  static void readTheDescription() {
    try (var service = LiveService.start()) {
      var answer = service.send(new Request("GET", "/v3/api-docs", List.of(), ""));
      for (var path : new JsonMapper().readTree(answer.body()).path("paths").properties()) {
        for (var operation : path.getValue().properties()) {
          described.put(
              operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
              answers(operation.getValue()));
        }
      }
    }
  }

  @AfterAll
  static void forget() {
    described.clear();
  }

  /** Its statuses that are no errors, and each error as status and code. */
  private static Set<String> answers(JsonNode operation) {
    var answers = new TreeSet<String>();
    for (var response : operation.path("responses").properties()) {
      var problems = response.getValue().at("/content/application~1problem+json/examples");
      if (problems.isMissingNode()) {
        answers.add(response.getKey());
      }
      for (String code : problems.propertyNames()) {
        answers.add(response.getKey() + " " + code);
      }
    }
    return answers;
  }

  @Test
  void theyNameTheSameCallsWithTheSameAnswers() {
    assertThat(documented()).isEqualTo(described);
  }

  /** What each call's section says, and what is said of all calls. */
  private static Map<String, Set<String>> documented() {
    var calls = new TreeMap<String, Set<String>>();
    var ofAllCalls = new TreeSet<String>();
    String call = "";
    boolean shared = false;
    boolean example = false;
    for (String line : Fence.lines(API)) {
      if (line.startsWith("```")) {
        example = !example;
      } else if (!example) {
        var heading = CALL.matcher(line);
        if (line.startsWith("#")) {
          call = heading.matches() ? heading.group(1) : "";
          shared = line.equals(OF_ALL_CALLS);
        }
        if (!call.isEmpty()) {
          calls.computeIfAbsent(call, c -> new TreeSet<>()).addAll(said(line));
        } else if (shared) {
          ofAllCalls.addAll(errors(line));
        }
      }
    }
    calls.values().forEach(answers -> answers.addAll(ofAllCalls));
    return calls;
  }

  /** A row of its errors, or a sentence that says what it answers. */
  private static Set<String> said(String line) {
    var said = new TreeSet<String>(errors(line));
    if (line.startsWith("Answers ") || line.contains(" Answers ")) {
      SUCCESS.matcher(line).results().forEach(result -> said.add(result.group()));
    }
    return said;
  }

  private static Set<String> errors(String line) {
    var row = ERROR.matcher(line);
    return row.matches() ? Set.of(row.group(1) + " " + row.group(2)) : Set.of();
  }

  @Test
  void theListOfErrorsHasThemAll() {
    var codes = new TreeSet<String>();
    described
        .values()
        .forEach(answers ->
            answers.stream()
                .filter(answer -> answer.contains(" "))
                .forEach(answer -> codes.add(answer.substring(answer.indexOf(' ') + 1))));
    // Of no call.
    codes.addAll(Set.of("not-found", "method-not-allowed"));
    var listed = new ArrayList<String>();
    for (String line : Fence.lines(ERRORS)) {
      if (line.startsWith("| `")) {
        listed.add(line.split("`", -1)[1]);
      }
    }
    assertThat(listed).containsExactlyInAnyOrderElementsOf(codes);
  }
}
