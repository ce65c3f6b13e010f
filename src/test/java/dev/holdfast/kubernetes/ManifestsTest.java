package dev.holdfast.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.stock.Guarantee;
import dev.holdfast.strategy.StrategyType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Every build of the manifests keeps every rule. */
class ManifestsTest {
  /** Where {@code .ci/manifests} puts what kustomize builds, a file a build. */
  private static final String BUILT = "holdfast.manifests";

  private static final Path COMPONENTS = Manifests.ROOT.resolve("components");

  private static final Pattern GENERATED = Pattern.compile(".+(-[0-9a-z]{10})");

  private static final JsonMapper SORTED =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  static List<String> builds() {
    return Manifests.BUILDS;
  }

  @ParameterizedTest
  @MethodSource("builds")
  void keepEveryRule(String build) {
    assertKept(Manifests.of(build));
  }

  /** What kustomize itself has built keeps them too, and is what is looked at here. */
  @ParameterizedTest
  @MethodSource("builds")
  @EnabledIfSystemProperty(named = BUILT, matches = ".+")
  void areWhatKustomizeBuilds(String build) {
    var built = Manifests.read(build, Path.of(System.getProperty(BUILT), build + ".yaml"));
    assertKept(built);
    assertThat(texts(built)).containsExactlyInAnyOrderElementsOf(texts(Manifests.of(build)));
  }

  private static void assertKept(Manifests manifests) {
    assertThat(manifests.resources()).isNotEmpty();
    for (var rule : ManifestRule.values()) {
      assertThat(rule.findings(manifests)).as(rule.name()).isEmpty();
    }
  }

  /** Objects, without the order of their members and without suffixes of generated names. */
  private static List<String> texts(Manifests manifests) {
    List<String> suffixes =
        manifests.resources().stream()
            .filter(r -> Set.of("ConfigMap", "Secret").contains(r.kind()))
            .map(r -> GENERATED.matcher(r.name()))
            .filter(Matcher::matches)
            .map(name -> name.group(1))
            .toList();
    return manifests.resources().stream()
        .map(r -> SORTED.writeValueAsString(SORTED.treeToValue(r.json(), Object.class)))
        .map(text -> suffixes.stream().reduce(text, (t, suffix) -> t.replace(suffix, "")))
        .toList();
  }

  @Test
  void everyDirectoryIsBuilt() throws IOException {
    try (var files = Files.walk(Manifests.ROOT)) {
      assertThat(
              files
                  .filter(f -> f.endsWith("kustomization.yaml"))
                  .map(Path::getParent)
                  .filter(d -> !d.startsWith(COMPONENTS))
                  .map(d -> d.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(Manifests.BUILDS);
    }
  }

  @Test
  void everyComponentIsUsed() throws IOException {
    Set<Path> used =
        Manifests.BUILDS.stream()
            .map(Manifests::directory)
            .flatMap(directory ->
                Yaml.documents(directory.resolve("kustomization.yaml"))
                    .getFirst()
                    .path("components")
                    .valueStream()
                    .map(component -> directory.resolve(component.asString()).normalize()))
            .collect(Collectors.toSet());
    try (var components = Files.list(COMPONENTS)) {
      assertThat(components).isNotEmpty().containsExactlyInAnyOrderElementsOf(used);
    }
  }

  private static final Map<String, String> EVERYWHERE =
      Map.of(
          "spring.profiles.active", "production",
          "server.address", "0.0.0.0",
          "management.server.address", "0.0.0.0",
          "holdfast.shutdown.readiness-lead", "10s",
          "holdfast.shutdown.in-flight-max", "8s",
          "holdfast.shutdown.refusing", "500ms");

  /** A name that Spring does not recognise would be ignored without a word. */
  @Test
  void springReadsTheSettings() {
    assertRead(
        "production",
        Map.of(
            "spring.data.redis.ssl.enabled", "true",
            "spring.data.redis.ssl.bundle", "redis",
            "spring.ssl.bundle.pem.redis.truststore.certificate",
                "file:/etc/holdfast/redis/ca.crt"));
    assertRead(
        "postgres",
        Map.of(
            "holdfast.store",
            "postgres",
            "spring.datasource.url",
            "jdbc:postgresql://db1:5432,db2:5432/shop?sslmode=verify-full&sslrootcert=/etc/holdfast/postgres/ca.crt"));
  }

  /** A typing error in the name of a variable would leave the store at its default. */
  @ParameterizedTest
  @CsvSource({
    "production, host port password",
    "sentinel, sentinel.master sentinel.nodes sentinel.password username password",
    "cluster, cluster.nodes username password"
  })
  void springReadsWhereRedisIs(String build, String properties) {
    var variables = new HashMap<String, Object>();
    Manifests.of(build)
        .find("Deployment", "holdfast")
        .orElseThrow()
        .environment()
        .map(e -> e.path("name").asString())
        .filter(name -> name.startsWith("SPRING_"))
        .forEach(name -> variables.put(name, name.endsWith("PORT") ? "6380" : name));
    var environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .addFirst(new SystemEnvironmentPropertySource("systemEnvironment", variables));
    DataRedisProperties read =
        Binder.get(environment).bind("spring.data.redis", DataRedisProperties.class).get();
    var given = new HashMap<String, Object>();
    given.put("host", read.getHost());
    given.put("port", read.getPort());
    given.put("username", read.getUsername());
    given.put("password", read.getPassword());
    if (read.getSentinel() != null) {
      given.put("sentinel.master", read.getSentinel().getMaster());
      given.put("sentinel.nodes", read.getSentinel().getNodes());
      given.put("sentinel.password", read.getSentinel().getPassword());
    }
    if (read.getCluster() != null) {
      given.put("cluster.nodes", read.getCluster().getNodes());
    }
    given.values().removeIf(value -> value == null || List.of("localhost", 6379).contains(value));
    assertThat(given.keySet()).containsExactlyInAnyOrder(properties.split(" "));
    assertThat(variables).hasSameSizeAs(given);
  }

  private static void assertRead(String build, Map<String, String> settings) {
    var variables = new HashMap<String, Object>();
    Manifests.of(build)
        .find("ConfigMap", "holdfast")
        .orElseThrow()
        .at("/data")
        .propertyStream()
        .forEach(e -> variables.put(e.getKey(), e.getValue().asString()));
    assertThat(variables).hasSize(EVERYWHERE.size() + settings.size());
    // What a Secret has.
    variables.put("POSTGRES_ADDRESS", "db1:5432,db2:5432/shop");
    var environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .addFirst(new SystemEnvironmentPropertySource("systemEnvironment", variables));
    var binder = Binder.get(environment);
    for (var expected : List.of(EVERYWHERE, settings)) {
      expected.forEach((name, value) ->
          assertThat(binder.bind(name, String.class).get()).as(name).isEqualTo(value));
    }
  }

  /** Others are refused outside lab mode, and the campaign would end before it began. */
  @Test
  void theLoadTestRunsStrategiesThatHoldOnSeveralInstances() {
    String option = "-Dstrategies=";
    var strategies =
        Manifests.of("load-test")
            .find("Job", "holdfast-load-test")
            .orElseThrow()
            .containers()
            .flatMap(c -> c.path("args").valueStream())
            .map(JsonNode::asString)
            .filter(arg -> arg.startsWith(option))
            .flatMap(arg -> Stream.of(arg.substring(option.length()).split(",")))
            .toList();
    assertThat(strategies)
        .isNotEmpty()
        .allSatisfy(name ->
            assertThat(StrategyType.of(name))
                .map(StrategyType::guarantee)
                .map(Guarantee::scope)
                .contains(Guarantee.Scope.ALL_INSTANCES));
  }

  /** The resource of the operator has the groups of the plain file, which promtool runs. */
  @Test
  void theOperatorsRulesAreThoseOfThePlainFile() throws IOException {
    Path made = COMPONENTS.resolve("prometheus-operator/rules.yaml");
    String plain = Yaml.text(Manifests.directory("monitoring").resolve("alerts.yaml"));
    String before = Yaml.text(made);
    String head = before.substring(0, before.indexOf("spec:\n") + "spec:\n".length());
    String rules =
        head
            + plain
                .substring(plain.indexOf("groups:\n"))
                .lines()
                .map(line -> line.isBlank() ? line : "  " + line)
                .collect(Collectors.joining("\n", "", "\n"));
    if (Boolean.getBoolean("holdfast.test.write-documents")) {
      Files.writeString(made, rules);
    }
    assertThat(Yaml.text(made)).isEqualTo(rules);
  }

  @Test
  void aKeyThatStandsTwiceIsRefused() {
    assertThatThrownBy(() -> Yaml.documents("a: 1\na: 2\n")).hasMessageContaining("duplicate key");
  }

  @Test
  void theMetricsOfAnExpressionAreFound() {
    assertThat(
            Metrics.in(
                "sum by (le) (rate(a_bucket{x=~\"b|c\"}[5m])) / on (pod) d > 0.5 or absent(up =="
                    + " 1)"))
        .containsExactlyInAnyOrder("a_bucket", "d", "up");
  }
}
