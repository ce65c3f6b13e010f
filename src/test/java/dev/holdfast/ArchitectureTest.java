package dev.holdfast;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.holdfast.stock.StockStrategy;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** What may lean on what. A new package needs a line in {@link #MAY_IMPORT}. */
@AnalyzeClasses(packages = "dev.holdfast", importOptions = ArchitectureTest.WithoutTests.class)
class ArchitectureTest {

  private static final String ROOT = "dev.holdfast";

  /** Tests are where this class is, in whatever folder a build puts them. */
  static final class WithoutTests implements ImportOption {
    private static final String TESTS =
        ArchitectureTest.class.getProtectionDomain().getCodeSource().getLocation().getPath();

    @Override
    public boolean includes(Location location) {
      return !location.contains(TESTS);
    }
  }

  /** What settings records everywhere are checked with. */
  private static final String EVERYWHERE = "settings";

  /**
   * Each package below the root, and the other packages of ours that it may import. The root
   * package wires everything together: it may import all of them, and none may import it.
   */
  private static final Map<String, Set<String>> MAY_IMPORT =
      Map.ofEntries(
          entry("settings", Set.of()),
          entry("stock", Set.of()),
          entry("meters", Set.of()),
          entry("redis.clock", Set.of()),
          entry("redis.outage", Set.of()),
          entry("redis.topology", Set.of("stock")),
          entry("redis.server", Set.of()),
          entry(
              "redis",
              Set.of("stock", "redis.clock", "redis.outage", "redis.server", "redis.topology")),
          entry("redis.health", Set.of("redis")),
          entry("instance", Set.of("redis", "stock")),
          entry("stock.lock", Set.of("stock", "redis", "meters")),
          entry("stock.strategy", Set.of("stock", "stock.lock", "redis", "meters", "instance")),
          entry("placing", Set.of("stock", "stock.strategy", "meters")),
          entry("watch", Set.of("stock", "stock.strategy", "redis.clock")),
          entry("web", Set.of("stock")),
          entry("security", Set.of("web")),
          entry("lab", Set.of("stock")),
          entry("product", Set.of("web", "placing", "stock", "stock.strategy")),
          entry("order", Set.of("web", "placing", "stock", "stock.strategy", "lab")));

  @ArchTest
  static final ArchRule packagesImportOnlyWhatTheTableAllows =
      classes().should(importOnlyWhatTheTableAllows());

  @ArchTest
  static void everyPackageOfTheTableExists(JavaClasses holdfast) {
    assertThat(holdfast.stream().map(ArchitectureTest::packageBelowRoot).collect(toSet()))
        .containsAll(MAY_IMPORT.keySet());
  }

  /** The table has no cycle today; this keeps it so when somebody widens it. */
  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().matching(ROOT + ".(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule everyPackageIsNullMarked = classes().should(resideInANullMarkedPackage());

  @ArchTest
  static final ArchRule redisClientsStayBehindTheStore =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              ROOT + ".redis..", ROOT + ".stock.lock", ROOT + ".stock.strategy")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.lettuce..",
              "org.redisson..",
              "org.springframework.data.redis..",
              "redis.embedded..");

  @ArchTest
  static final ArchRule strategiesAreReachedOnlyThroughThePort =
      classes()
          .that()
          .areAssignableTo(StockStrategy.class)
          .and()
          .areNotInterfaces()
          .should()
          .resideInAPackage(ROOT + ".stock.strategy")
          .andShould()
          .bePackagePrivate();

  @ArchTest
  static final ArchRule strategiesAreNamedBuiltAndConfiguredInOnePlace =
      classes()
          .that()
          .resideInAPackage(ROOT + ".stock.strategy")
          .and()
          .areTopLevelClasses()
          .and()
          .arePublic()
          .should()
          .haveSimpleName("StrategyType")
          .orShould()
          .haveSimpleName("Strategies")
          .orShould()
          .haveSimpleName("RaceWindow")
          .orShould()
          .beAnnotatedWith(ConfigurationProperties.class);

  @ArchTest
  static final ArchRule dependenciesComeThroughConstructors = NO_CLASSES_SHOULD_USE_FIELD_INJECTION;

  @ArchTest static final ArchRule logsGoThroughSlf4j = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

  @ArchTest static final ArchRule nothingIsPrinted = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

  private static ArchCondition<JavaClass> importOnlyWhatTheTableAllows() {
    return new ArchCondition<>("import only what the table allows") {
      @Override
      public void check(JavaClass importing, ConditionEvents events) {
        var from = packageBelowRoot(importing);
        if (from.isEmpty()) {
          return;
        }
        if (!MAY_IMPORT.containsKey(from)) {
          events.add(
              SimpleConditionEvent.violated(
                  importing, "Package <%s> is not in the table".formatted(from)));
          return;
        }
        for (var dependency : importing.getDirectDependenciesFromSelf()) {
          var imported = dependency.getTargetClass().getBaseComponentType();
          if (!imported.getPackageName().equals(ROOT)
              && !imported.getPackageName().startsWith(ROOT + ".")) {
            continue;
          }
          var to = packageBelowRoot(imported);
          if (!to.equals(from) && !to.equals(EVERYWHERE) && !MAY_IMPORT.get(from).contains(to)) {
            events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
          }
        }
      }
    };
  }

  private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
    return new ArchCondition<>("reside in a package whose package-info is @NullMarked") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
          events.add(
              SimpleConditionEvent.violated(
                  type,
                  "<%s> is in <%s>, which has no @NullMarked package-info"
                      .formatted(type.getName(), type.getPackageName())));
        }
      }
    };
  }

  /** {@code stock.lock} for a class of {@code dev.holdfast.stock.lock}; empty for the root. */
  private static String packageBelowRoot(JavaClass type) {
    var name = type.getPackageName();
    return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
  }
}
