package dev.holdfast;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
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
import dev.holdfast.store.StockStrategy;
import dev.holdfast.strategy.lock.SkuLocks;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;

/**
 * The layout of the code. A new package needs a line in {@link #MAY_IMPORT}; imports only run
 * downwards in it.
 */
@AnalyzeClasses(packages = "dev.holdfast", importOptions = ArchitectureTest.WithoutTests.class)
class ArchitectureTest {

  private static final String ROOT = "dev.holdfast";

  /** The most classes of a package: one that outgrows it is cut, not added to. */
  private static final int CLASSES_MAX = 26;

  /** Tests are where this class is, in whatever folder a build puts them. */
  static final class WithoutTests implements ImportOption {
    private static final String TESTS =
        ArchitectureTest.class.getProtectionDomain().getCodeSource().getLocation().getPath();

    @Override
    public boolean includes(Location location) {
      return !location.contains(TESTS);
    }
  }

  /** What everything may import: the vocabulary of stock, checked settings, time and threads. */
  private static final Set<String> EVERYWHERE = Set.of("stock", "settings", "runtime", "meters");

  /**
   * Each package below the root, from top to bottom, and the other packages of ours that it may
   * import: only such as stand below it. The root package wires everything together: it may import
   * all of them, and none may import it.
   */
  private static final Map<String, Set<String>> MAY_IMPORT = new LinkedHashMap<>();

  private static void layer(String name, String... mayImport) {
    MAY_IMPORT.put(name, Set.of(mayImport));
  }

  static {
    layer(
        "boot",
        "api.console",
        "api.http",
        "api.security",
        "watch",
        "journal",
        "lifecycle",
        "strategy",
        "strategy.lock.redisson",
        "redis.server",
        "redis.stock",
        "redis.client",
        "redis.script",
        "postgres.transaction",
        "postgres.server",
        "lab");
    layer("api");
    layer(
        "api.lab",
        "api.stream",
        "api.order",
        "api.openapi",
        "api.http",
        "api.problem",
        "race",
        "strategy",
        "lab",
        "order");
    layer("api.page");
    layer(
        "api.console",
        "api.stream",
        "api.openapi",
        "api.http",
        "api.problem",
        "watch",
        "waiting",
        "lifecycle",
        "strategy",
        "instance",
        "locks");
    layer("api.product", "api.openapi", "api.http", "api.json", "api.problem", "strategy", "order");
    layer("api.event", "api.openapi", "api.http", "api.json", "api.problem", "alert", "order");
    layer("api.order.plain", "api.order", "api.json", "order");
    layer("api.order", "api.openapi", "api.http", "api.json", "api.problem", "waiting", "order");
    layer("api.openapi", "api.http", "api.problem", "order");
    layer("api.security", "api.http", "api.problem");
    layer("api.stream", "api.http", "api.problem");
    layer("api.http", "api.json", "api.problem", "order");
    layer("api.problem", "api.json", "order");
    layer("api.json");
    layer("race", "race.scratch", "strategy", "strategy.check", "locks", "order");
    layer(
        "race.scratch",
        "locks",
        "instance",
        "strategy",
        "strategy.check",
        "strategy.lock.redisson",
        "redis.server",
        "postgres.server",
        "order");
    layer("watch", "strategy", "redis.clock", "alert");
    layer("journal", "order");
    layer("postgres.waiting", "postgres.event", "waiting");
    layer(
        "postgres",
        "postgres.alert",
        "postgres.inventory",
        "postgres.order",
        "postgres.event",
        "postgres.locks",
        "postgres.strategy",
        "postgres.stock",
        "postgres.product",
        "postgres.transaction",
        "lifecycle",
        "locks",
        "strategy",
        "strategy.script",
        "strategy.check",
        "alert",
        "order");
    layer(
        "postgres.inventory",
        "postgres.alert",
        "postgres.event",
        "postgres.audit",
        "postgres.strategy",
        "postgres.stock",
        "postgres.product",
        "postgres.transaction",
        "lifecycle",
        "strategy");
    layer("postgres.alert", "postgres.event", "postgres.transaction", "alert");
    layer(
        "postgres.audit",
        "postgres.event",
        "postgres.product",
        "postgres.stock",
        "postgres.transaction");
    layer(
        "postgres.order",
        "postgres.event",
        "postgres.strategy",
        "postgres.stock",
        "postgres.product",
        "postgres.transaction",
        "lifecycle",
        "strategy",
        "strategy.check",
        "strategy.script",
        "order");
    layer(
        "postgres.strategy",
        "postgres.stock",
        "postgres.transaction",
        "strategy",
        "strategy.check");
    layer(
        "postgres.product",
        "postgres.event",
        "postgres.transaction",
        "strategy",
        "strategy.script");
    layer("postgres.event", "postgres.transaction", "order");
    layer("postgres.stock", "postgres.transaction");
    layer("postgres.locks", "postgres.transaction", "locks");
    layer("postgres.transaction", "locks");
    layer("lifecycle", "strategy", "store", "order");
    layer(
        "strategy",
        "strategy.script",
        "strategy.cas",
        "strategy.decrement",
        "strategy.lock.redisson",
        "strategy.lock.jvm",
        "strategy.lock",
        "strategy.check",
        "locks",
        "instance",
        "redis.order",
        "redis.stock",
        "redis.client",
        "store",
        "order");
    layer("strategy.script", "store", "redis.order", "redis.stock", "order");
    layer("strategy.cas", "store", "strategy.check", "redis.stock", "redis.client");
    layer("strategy.decrement", "store", "strategy.check", "redis.stock", "redis.data");
    layer("strategy.lock.redisson", "strategy.lock", "locks", "redis.data");
    layer("strategy.lock.jvm", "strategy.lock", "locks");
    layer("strategy.lock", "store", "strategy.check", "locks", "instance", "redis.stock");
    layer("strategy.check", "redis.stock", "store");
    layer("instance", "redis.client", "redis.script", "redis.data");
    layer(
        "redis",
        "redis.health",
        "redis.server",
        "redis.stock",
        "redis.client",
        "redis.script",
        "redis.topology",
        "redis.clock");
    layer(
        "redis.waiting", "redis.client", "redis.data", "redis.script", "redis.topology", "waiting");
    layer(
        "redis.audit",
        "store",
        "redis.stock",
        "redis.client",
        "redis.data",
        "redis.script",
        "order");
    layer("redis.health", "redis.client");
    layer("redis.server", "redis.client", "redis.script");
    layer("redis.outage", "redis.client", "redis.data", "redis.script");
    layer("redis.locks", "locks", "redis.client", "redis.data", "redis.script");
    layer("redis.alert", "redis.client", "redis.data", "redis.script", "alert");
    layer("redis.event", "redis.client", "redis.data", "redis.script", "alert", "order");
    layer(
        "redis.order",
        "store",
        "redis.stock",
        "redis.client",
        "redis.data",
        "redis.script",
        "order");
    layer(
        "redis.stock",
        "store",
        "redis.client",
        "redis.data",
        "redis.script",
        "redis.topology",
        "order");
    layer("redis.client", "redis.data", "redis.script", "redis.topology", "redis.clock", "order");
    layer("redis.data", "store", "order");
    layer("redis.script", "redis.clock", "store", "order");
    layer("redis.topology", "store");
    layer("redis.clock");
    layer("postgres.health", "postgres.server");
    layer("postgres.server");
    layer("locks");
    layer("lab", "store", "order");
    layer("store", "order");
    layer("waiting", "order");
    layer("alert");
    layer("order");
    layer("stock");
    layer("settings");
    layer("runtime");
    layer("meters");
  }

  @ArchTest
  static final ArchRule packagesImportOnlyWhatTheTableAllows =
      classes().should(importOnlyWhatTheTableAllows());

  @ArchTest
  static void importsOnlyRunDownwards(JavaClasses holdfast) {
    var above = new TreeSet<String>();
    MAY_IMPORT.forEach((name, mayImport) -> {
      above.add(name);
      assertThat(mayImport).as("imports of %s", name).doesNotContainAnyElementsOf(above);
    });
  }

  @ArchTest
  static void everyPackageOfTheTableExists(JavaClasses holdfast) {
    assertThat(holdfast.stream().map(ArchitectureTest::packageBelowRoot).collect(toSet()))
        .containsAll(MAY_IMPORT.keySet());
  }

  @ArchTest
  static void noPackageIsCrowded(JavaClasses holdfast) {
    Map<String, Long> sizes =
        holdfast.stream()
            .filter(JavaClass::isTopLevelClass)
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .collect(groupingBy(ArchitectureTest::packageBelowRoot, counting()));
    assertThat(sizes)
        .allSatisfy((name, size) ->
            assertThat(size).as("classes of %s", name).isLessThanOrEqualTo(CLASSES_MAX));
  }

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
              ROOT + ".redis..",
              ROOT + ".strategy",
              ROOT + ".strategy.lock.redisson",
              ROOT + ".strategy.decrement",
              ROOT + ".strategy.cas")
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
          .or()
          .areAssignableTo(SkuLocks.class)
          .and()
          .areNotInterfaces()
          .should()
          .resideInAPackage(ROOT + ".strategy..")
          .andShould()
          .onlyHaveDependentClassesThat(resideInTheirFamilyOrBuildIt());

  @ArchTest
  static final ArchRule theLabIsReachedFromItsEndpointsAndTheWiringAlone =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT, ROOT + ".lab", ROOT + ".boot", ROOT + ".api.lab")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT + ".lab");

  @ArchTest
  static final ArchRule dependenciesComeThroughConstructors = NO_CLASSES_SHOULD_USE_FIELD_INJECTION;

  @ArchTest static final ArchRule logsGoThroughSlf4j = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

  @ArchTest static final ArchRule nothingIsPrinted = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

  /** Strategies builds them; a class of a family may use another of the same. */
  private static DescribedPredicate<JavaClass> resideInTheirFamilyOrBuildIt() {
    return DescribedPredicate.describe(
        "reside in a strategy family or are Strategies",
        type ->
            type.getPackageName().startsWith(ROOT + ".strategy.")
                || type.getName().startsWith(ROOT + ".strategy.Strategies")
                || type.getName().startsWith(ROOT + ".strategy.MeteredStrategy"));
  }

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
          if (!to.equals(from) && !EVERYWHERE.contains(to) && !MAY_IMPORT.get(from).contains(to)) {
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

  /**
   * {@code strategy.lock} for a class of {@code dev.holdfast.strategy.lock}; empty for the root.
   */
  private static String packageBelowRoot(JavaClass type) {
    var name = type.getPackageName();
    return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
  }
}
