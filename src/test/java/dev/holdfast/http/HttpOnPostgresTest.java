package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.util.ClassUtils;

/** The tests of the API that are not about Redis, on PostgreSQL: one service for all of them. */
class HttpOnPostgresTest {

  @Nested
  @OnPostgres
  class Orders extends OrdersTest {}

  @Nested
  @OnPostgres
  class Confirm extends ConfirmTest {}

  @Nested
  @OnPostgres
  class Extend extends ExtendTest {}

  @Nested
  @OnPostgres
  class Lines extends LinesTest {}

  @Nested
  @OnPostgres
  class Returns extends ReturnsTest {}

  @Nested
  @OnPostgres
  class Limits extends LimitsTest {}

  @Nested
  @OnPostgres
  class SaleStops extends SaleTest {}

  @Nested
  @OnPostgres
  class Conditions extends ConditionsTest {}

  @Nested
  @OnPostgres
  class Idempotency extends IdempotencyTest {}

  @Nested
  @OnPostgres
  class OrderList extends OrderListTest {}

  @Nested
  @OnPostgres
  class Lookups extends LookupsTest {}

  @Nested
  @OnPostgres
  class Events extends EventsOverHttpTest {}

  @Nested
  @OnPostgres
  class ProductEvents extends ProductEventsTest {}

  @Nested
  @OnPostgres
  class Waiting extends WaitingOverHttpTest {}

  @Nested
  @OnPostgres
  class Catalogue extends CatalogueTest {}

  @Nested
  @OnPostgres
  class Editing extends EditingTest {}

  @Nested
  @OnPostgres
  class StrategyChanges extends StrategyChangesTest {}

  @Nested
  @OnPostgres
  class StockCounts extends StockCountsTest {}

  @Nested
  @OnPostgres
  class Console extends ConsoleOverHttpTest {}

  @Nested
  @OnPostgres
  class Race extends RaceTest {
    /** A pause keeps the row or the units locked, and no lease ends that. */
    @Test
    void aHolderThatPausesSellsNoUnitTwice() {
      String id =
          started(
              plan(
                  List.of("postgres-row-lock", "postgres-optimistic", "postgres-skip-locked"),
                  5,
                  30,
                  "PAUSED_HOLDER"));

      assertThat(ended(id).path("lanes").valueStream())
          .hasSize(3)
          .allSatisfy(lane -> {
            assertThat(lane.at("/verdict/name").asString()).as("%s", lane).isEqualTo("EXACT");
            assertThat(lane.at("/verdict/asDeclared").asBoolean()).as("%s", lane).isTrue();
          });
    }
  }

  /** Of a service that runs. */
  @Test
  void everyTestRunsOnBothStores_orSaysWhyNot() {
    Set<String> onBoth =
        Arrays.stream(HttpOnPostgresTest.class.getDeclaredClasses())
            .map(nested -> nested.getSuperclass().getName())
            .collect(Collectors.toSet());
    var scanner = new ClassPathScanningCandidateComponentProvider(false);
    scanner.addIncludeFilter((type, types) ->
        RunningService.class.getName().equals(type.getClassMetadata().getSuperClassName()));
    var tests =
        scanner.findCandidateComponents("dev.holdfast").stream()
            .map(type -> ClassUtils.resolveClassName(type.getBeanClassName(), null))
            .toList();
    assertThat(tests).hasSizeGreaterThan(10);
    assertThat(tests)
        .allMatch(
            type -> onBoth.contains(type.getName()) ^ type.isAnnotationPresent(RedisOnly.class));
  }
}
