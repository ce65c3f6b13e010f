package dev.holdfast.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What kustomize itself has built, one file a build in the directory {@code holdfast.manifests}: it
 * keeps every rule, and is what our own reading of the kustomizations says. {@code .ci/manifests}
 * runs it.
 */
@EnabledIfSystemProperty(named = KustomizeOutputTest.DIRECTORY, matches = ".+")
class KustomizeOutputTest {
  static final String DIRECTORY = "holdfast.manifests";

  private static final Pattern GENERATED = Pattern.compile("(.+)-[0-9a-z]{10}");

  static List<String> builds() {
    return Manifests.BUILDS;
  }

  @ParameterizedTest
  @MethodSource("builds")
  void keepsEveryRule(String build) {
    var manifests = built(build);
    assertThat(manifests.resources()).isNotEmpty();
    for (var rule : ManifestRule.values()) {
      assertThat(rule.findings(manifests)).as(rule.name()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("builds")
  void isWhatTheTestsOfEveryBuildLookAt(String build) {
    assertThat(byId(withoutSuffixes(built(build))))
        .containsExactlyInAnyOrderEntriesOf(byId(Manifests.of(build)));
  }

  private static Manifests built(String build) {
    return Manifests.read(build, Path.of(System.getProperty(DIRECTORY)).resolve(build + ".yaml"));
  }

  private static Map<String, JsonNode> byId(Manifests manifests) {
    return manifests.resources().stream()
        .collect(Collectors.toMap(r -> r.namespace() + " " + r.id(), Resource::json));
  }

  /** Without the suffixes of generated names, wherever these are mentioned. */
  private static Manifests withoutSuffixes(Manifests manifests) {
    var names = new HashMap<String, String>();
    for (Resource r : manifests.resources()) {
      var generated = GENERATED.matcher(r.name());
      if ((r.kind().equals("ConfigMap") || r.kind().equals("Secret")) && generated.matches()) {
        names.put(r.name(), generated.group(1));
      }
    }
    String text =
        JsonMapper.shared()
            .writeValueAsString(manifests.resources().stream().map(Resource::json).toList());
    for (var name : names.entrySet()) {
      text = text.replace('"' + name.getKey() + '"', '"' + name.getValue() + '"');
    }
    return new Manifests(
        manifests.build(),
        JsonMapper.shared()
            .readTree(text)
            .valueStream()
            .map(o -> new Resource((ObjectNode) o))
            .toList());
  }
}
