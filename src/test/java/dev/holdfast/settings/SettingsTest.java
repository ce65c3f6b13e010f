package dev.holdfast.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.boot.ConfigurationChecks;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.json.JsonMapper;

/** Every setting has a name that is known, a unit and bounds, and what is wrong is one sentence. */
@ExtendWith(OutputCaptureExtension.class)
class SettingsTest {
  private static final List<Class<?>> RECORDS = records();
  private static final Path CONFIGURATION = Path.of("docs/configuration.md");
  private static final Pattern BOUNDS = Pattern.compile("it must be from (\\S+) to (\\S+)\\.");

  /** What a component of a settings record is called, and what it is by default. */
  record Named(String name, Class<?> type, String byDefault) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static List<Class<?>> records() {
    var scanner = new ClassPathScanningCandidateComponentProvider(false);
    scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
    return scanner.findCandidateComponents("dev.holdfast").stream()
        .<Class<?>>map(bean -> ClassUtils.resolveClassName(bean.getBeanClassName(), null))
        .filter(Class::isRecord)
        .toList();
  }

  static Stream<Named> all() {
    return RECORDS.stream()
        .flatMap(record ->
            Arrays.stream(record.getRecordComponents()).map(component -> named(record, component)));
  }

  static Stream<Named> numbersAndTimes() {
    return all()
        .filter(s -> s.type() == Duration.class || s.type() == int.class || s.type() == long.class);
  }

  private static Named named(Class<?> record, RecordComponent component) {
    String prefix = record.getAnnotation(ConfigurationProperties.class).value();
    // The annotation is the parameter's, not the component's.
    var parameter =
        Arrays.stream(record.getDeclaredConstructors()[0].getParameters())
            .filter(p -> p.getName().equals(component.getName()))
            .findFirst()
            .orElseThrow();
    var byDefault = parameter.getAnnotation(DefaultValue.class);
    return new Named(
        prefix + "." + DataObjectPropertyName.toDashedForm(component.getName()),
        component.getType(),
        byDefault == null ? "" : String.join(", ", byDefault.value()));
  }

  private static List<String> wrong(PropertySource<?>... sources) {
    return wrong(RECORDS, sources);
  }

  /** By the records that it may be of; what is wrong between settings is asked for with all. */
  private static List<String> wrong(Named setting, String value) {
    var records =
        RECORDS.stream()
            .filter(record ->
                setting
                    .name()
                    .startsWith(record.getAnnotation(ConfigurationProperties.class).value() + "."))
            .toList();
    return wrong(records, new MapPropertySource("file", Map.of(setting.name(), value)));
  }

  private static List<String> wrong(List<Class<?>> records, PropertySource<?>... sources) {
    var environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .forEach(source -> environment.getPropertySources().remove(source.getName()));
    for (PropertySource<?> source : sources) {
      environment.getPropertySources().addLast(source);
    }
    ConfigurationPropertySources.attach(environment);
    return ConfigurationChecks.wrongSettings(environment, records);
  }

  private static List<String> wrong(String name, String value) {
    return wrong(new MapPropertySource("file", Map.of(name, value)));
  }

  private static List<String> wrongVariable(String name, String value) {
    return wrong(new SystemEnvironmentPropertySource("systemEnvironment", Map.of(name, value)));
  }

  @Test
  void theDefaultsAreRight() {
    assertThat(wrong()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("numbersAndTimes")
  void everyNumberAndTimeHasBounds(Named setting) {
    String unit = setting.type() == Duration.class ? "ms" : "";
    for (String beyond : List.of("-1" + unit, Integer.MAX_VALUE + (unit.isEmpty() ? "" : "s"))) {
      assertThat(wrong(setting, beyond))
          .as("%s=%s", setting.name(), beyond)
          .singleElement()
          .asString()
          .startsWith(setting.name() + " cannot be '")
          .containsPattern(BOUNDS);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          holdfast.orders.in-progress-max=0        | holdfast.orders.in-progress-max cannot be '0': it must be from 1 to 100000.
          holdfast.products.reservation-time=900   | holdfast.products.reservation-time cannot be '900': it must have a unit, such as 900s or 900ms.
          holdfast.stock.adjustment-retention=30   | holdfast.stock.adjustment-retention cannot be '30': it must have a unit, such as 30s or 30ms.
          holdfast.stock.adjustment-retention=30s  | holdfast.stock.adjustment-retention cannot be '30s': it must be from 1h to 3650d.
          spring.data.redis.lettuce.shutdown-timeout=1000 | spring.data.redis.lettuce.shutdown-timeout cannot be '1000': it must have a unit, such as 1000s or 1000ms.
          holdfast.products.reservation-time=25h   | holdfast.products.reservation-time cannot be '25h': it must be at most holdfast.products.reservation-time-max, which is 1d.
          holdfast.instance.margin=4s              | holdfast.instance.margin cannot be '4s': it must be at most a third of holdfast.instance.lease, which is 3333ms.
          holdfast.retention.orders=1h             | holdfast.retention.orders cannot be '1h': it must be longer than holdfast.retention.reservations, which is 1h.
          holdfast.placing.in-progress-wait=11s    | holdfast.placing.in-progress-wait cannot be '11s': it must be at most holdfast.placing.claim-hold, which is 10s.
          holdfast.requests.wait-max=11s           | holdfast.requests.wait-max cannot be '11s': it must be at most holdfast.placing.claim-hold, which is 10s.
          holdfast.requests.wait-max=2s            | holdfast.stock.watch.settle cannot be '2s': it must be longer than holdfast.requests.wait-max, which is 2s.
          holdfast.sweeper.put-off=4s              | holdfast.sweeper.put-off cannot be '4s': it must be at least holdfast.sweeper.time-max, which is 5s.
          holdfast.redis.command-timeout=2s        | holdfast.redis.silence-max cannot be '1s': it must be at least holdfast.redis.command-timeout, which is 2s.
          holdfast.hosts=shop.example:8080         | holdfast.hosts cannot be 'shop.example:8080': it must be a name without port.
          """)
  void whatIsWrongIsOneSentenceThatNamesIt(String property, String sentence) {
    String[] pair = property.split("=");
    var wrong = wrong(pair[0], pair[1]);
    assertThat(wrong).containsExactly(sentence);
  }

  @Test
  void aJournalNeedsEvents() {
    assertThat(
            wrong(
                new MapPropertySource(
                    "file",
                    Map.of("holdfast.journal.path", "/orders", "holdfast.events.max-length", "0"))))
        .containsExactly(
            "holdfast.journal.path cannot be '/orders': it must be empty where"
                + " holdfast.events.max-length is 0.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0s", "5s", "PT5S", "00"})
  void aTimeHasAUnitOrIsNone(String value) {
    assertThat(wrong("holdfast.shutdown.readiness-lead", value)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "holdfast.orders.in-progress-max",
        "holdfast.orders.inProgressMax",
        "holdfast.orders.in_progress_max",
        "HOLDFAST.ORDERS.INPROGRESSMAX"
      })
  void aNameIsKnownInEveryFormThatSpringBinds(String name) {
    assertThat(wrong(name, "0")).singleElement().asString().contains("in-progress-max cannot be");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HOLDFAST_ORDERS_INPROGRESSMAX", "HOLDFAST_ORDERS_IN_PROGRESS_MAX"})
  void aVariableIsKnownInEveryFormThatSpringBinds(String name) {
    assertThat(wrongVariable(name, "0"))
        .singleElement()
        .asString()
        .contains("in-progress-max cannot be");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HOLDFAST_HOSTS_0", "HOLDFAST_OPEN_CALLS", "HOLDFAST_OPENCALLS"})
  void aListIsKnownByItsElements(String name) {
    assertThat(wrongVariable(name, name.contains("HOSTS") ? "shop.example" : "read")).isEmpty();
    assertThat(wrong("holdfast.hosts[0]", "shop.example")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "holdfast.orders.in-progress-maxx, holdfast.orders.in-progress-max",
    "holdfast.products.reservationtme, holdfast.products.reservation-time",
    "holdfast.product.reservation-time, holdfast.products.reservation-time",
    "holdfast.admintoken.x, holdfast.admin-token"
  })
  void aNameThatIsNoSettingIsRefusedWithTheNearest(String name, String nearest) {
    var sentence = "%s, which %s has, is not a setting: the nearest one is %s.";
    for (String source : List.of("commandLineArgs", "systemProperties", "a file")) {
      assertThat(wrong(new MapPropertySource(source, Map.of(name, "1"))))
          .containsExactly(sentence.formatted(name, source, nearest));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HOLDFAST_ORDERS_IN_PROGRESS_MAXX, holdfast.orders.in-progress-max",
    "HOLDFAST_ADMIN_TOKN, holdfast.admin-token",
    "HOLDFAST_PRODUCTS_RESERVATIONTIME_MIN, holdfast.products.reservation-time-max",
    "HOLDFAST_ORDERSINPROGRESSMAX, holdfast.orders.in-progress-max"
  })
  void aVariableThatIsNoSettingIsRefusedWithTheNearest(String name, String nearest) {
    assertThat(wrongVariable(name, "1"))
        .containsExactly(
            "%s, which systemEnvironment has, is not a setting: the nearest one is %s."
                .formatted(name, nearest));
  }

  @ParameterizedTest
  @CsvSource({
    "HOLDFAST_SERVICE_HOST, 10.0.0.1",
    "HOLDFAST_SERVICE_PORT, 80",
    "HOLDFAST_SERVICE_PORT_HTTP, 80",
    "HOLDFAST_PORT, tcp://10.0.0.1:80",
    "HOLDFAST_PORT_80_TCP, tcp://10.0.0.1:80",
    "HOLDFAST_PORT_80_TCP_ADDR, 10.0.0.1",
    "HOLDFAST_MANAGEMENT_SERVICE_HOST, 10.0.0.1",
    "HOLDFAST_MANAGEMENT_PORT, tcp://10.0.0.1:80",
    "HOLDFAST_MANAGEMENT_PORT_9080_TCP_PROTO, tcp",
    "HOLDFAST_IMAGE, holdfast:1"
  })
  void whatKubernetesAndToolsSetIsNoSettingOfOurs(String name, String value) {
    assertThat(wrongVariable(name, value)).isEmpty();
  }

  @Test
  void whatTestsAreToldIsNoSetting() {
    assertThat(wrong("holdfast.test.redis", "container")).isEmpty();
    assertThat(wrong("holdfastish.name", "1")).isEmpty();
  }

  @Test
  void forGoingBackAVersionUnknownNamesAreOnlyWarnedOf(CapturedOutput output) {
    assertThat(
            wrong(
                new MapPropertySource(
                    "file",
                    Map.of("holdfast.unknown-settings", "warn", "holdfast.of-next-year", "1"))))
        .isEmpty();
    assertThat(output)
        .contains(" WARN ", "holdfast.of-next-year, which file has, is not a setting");
  }

  /** Two texts of one default would drift apart. */
  @Test
  void theDefaultsOfARecordAreThoseThatAreBound() throws ReflectiveOperationException {
    var binder = new Binder();
    var compared = new ArrayList<Class<?>>();
    for (Class<?> record : RECORDS) {
      Method defaults = ClassUtils.getMethodIfAvailable(record, "defaults");
      if (defaults != null) {
        assertThat(defaults.invoke(null))
            .isEqualTo(
                binder.bindOrCreate(
                    record.getAnnotation(ConfigurationProperties.class).value(), record));
        compared.add(record);
      }
    }
    assertThat(compared).isNotEmpty();
  }

  /**
   * The table of docs/configuration.md is made of the records: names, defaults, bounds, and what
   * their Javadoc says. With {@code -Dholdfast.test.write-documents=true} it is written.
   */
  @Test
  void theDocumentListsEverySettingWithItsDefaultItsBoundsAndItsMeaning() throws IOException {
    Map<String, String> meanings = meanings();
    var table =
        all()
            .collect(
                Collectors.toMap(
                    Named::name,
                    setting ->
                        "| `%s` | %s | %s |"
                            .formatted(
                                setting.name(), described(setting), meanings.get(setting.name())),
                    (a, b) -> a,
                    TreeMap::new));
    assertThat(List.copyOf(table.keySet())).isEqualTo(new SettingNames(RECORDS).all());
    if (Boolean.getBoolean("holdfast.test.write-documents")) {
      write(List.copyOf(table.values()));
    }
    assertThat(Files.readAllLines(CONFIGURATION).stream().filter(SettingsTest::isRow))
        .containsExactlyElementsOf(table.values());
  }

  private static boolean isRow(String line) {
    return line.startsWith("| `holdfast.");
  }

  private static void write(List<String> rows) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(CONFIGURATION));
    int first = (int) lines.stream().takeWhile(line -> !isRow(line)).count();
    lines.removeIf(SettingsTest::isRow);
    lines.addAll(first, rows);
    Files.write(CONFIGURATION, lines);
  }

  /** What the processor of Spring Boot has made of the records' Javadoc, by setting. */
  private static Map<String, String> meanings() throws IOException {
    try (var metadata =
        SettingsTest.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
      assertThat(metadata).as("what the annotation processor has made").isNotNull();
      return new JsonMapper()
          .readTree(metadata)
          .path("properties")
          .valueStream()
          .filter(property -> property.path("name").asString().startsWith("holdfast."))
          .collect(
              Collectors.toMap(
                  property -> property.path("name").asString(),
                  property ->
                      property
                          .path("description")
                          .asString("")
                          .replaceAll("\\{@code ([^}]*)}", "`$1`")
                          .replaceFirst("[.]$", ""),
                  (a, b) -> a));
    }
  }

  private static String described(Named setting) {
    String byDefault = setting.byDefault().isEmpty() ? "none" : "`" + setting.byDefault() + "`";
    if (setting.type() == Duration.class
        || setting.type() == int.class
        || setting.type() == long.class) {
      var bounds =
          BOUNDS.matcher(
              wrong(setting, setting.type() == Duration.class ? "-1ms" : "-1").getFirst());
      assertThat(bounds.find()).as(setting.name()).isTrue();
      return byDefault + " | " + bounds.group(1) + " to " + bounds.group(2);
    }
    if (setting.type() == boolean.class || setting.type() == Boolean.class) {
      return byDefault + " | true or false";
    }
    return byDefault + " | " + (setting.type().isEnum() ? constants(setting.type()) : "text");
  }

  private static String constants(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> constant.toString().toLowerCase(java.util.Locale.ROOT).replace('_', '-'))
        .collect(Collectors.joining(", "));
  }
}
