package dev.holdfast.postgres.server;

import static dev.holdfast.http.Shop.line;
import static dev.holdfast.http.Shop.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.http.Shop;
import dev.holdfast.kubernetes.Metrics;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.strategy.StrategyType;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;

/**
 * The whole service on the PostgreSQL that it starts itself, over HTTP. {@code WalkThroughTest}
 * sends the documents' walk-through to it.
 */
@ExtendWith(OutputCaptureExtension.class)
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {"holdfast.store=postgres", "management.prometheus.metrics.export.enabled=true"})
@DirtiesContext
class ServiceOnPostgresTest {
  @LocalServerPort int port;
  @Autowired ConfigurableApplicationContext context;
  @Autowired MeterRegistry meters;
  @Autowired PrometheusMeterRegistry prometheus;
  @Autowired HealthEndpoint health;
  @Autowired DataSource source;
  private Shop shop;

  @BeforeEach
  void openShop() {
    shop = new Shop(port);
  }

  static Stream<StrategyType> strategies() {
    return StrategyType.of(StoreKind.POSTGRES).stream();
  }

  @Test
  void nothingOfRedisIsThere() {
    assertThat(
            Arrays.stream(context.getBeanDefinitionNames())
                .map(context::getType)
                .filter(type -> type != null && type.getName().matches(".*([Rr]edis|lettuce).*"))
                .filter(type -> !type.isRecord()))
        .isEmpty();
    assertThat(meters.getMeters())
        .noneMatch(meter ->
            meter.getId().getName().toLowerCase(Locale.ROOT).matches(".*(redis|lettuce).*"));
  }

  @Test
  void theLogSaysWhichStoreItIsAndHowDurable(CapturedOutput output) {
    assertThat(output.getAll())
        .containsPattern(
            "PostgreSQL: an embedded PostgreSQL 18\\.\\d+ at 127\\.0\\.0\\.1:\\d+/holdfast, all"
                + " data is gone when this process ends; until then a commit waits for the disk"
                + " \\(fsync 'on', synchronous_commit 'on'\\)");
  }

  @Test
  void itsStrategiesAreListed_andThoseOfRedisAreRefused() {
    var listed = shop.get("/api/v1/strategies").expect(200).json();
    assertThat(StreamSupport.stream(listed.spliterator(), false))
        .extracting(strategy -> strategy.path("name").asString())
        .containsExactlyElementsOf(strategies().map(StrategyType::id).toList());
    shop.register(unique("sku"), "{\"name\":\"A product\",\"strategy\":\"redis-script\"}")
        .expectProblem(422, "strategy-not-allowed");
    var registered = shop.register(unique("sku"), "{\"name\":\"A product\"}").expect(201);
    assertThat(registered.text("strategy")).isEqualTo("postgres-conditional-update");
  }

  /** As if another one had its row for longer than a lock is waited for. */
  @Test
  void aDecisionThatOthersAreInTheWayOfIsContended() throws SQLException {
    String id = shop.order(unique("key"), shop.product("postgres-row-lock", 5), 2).text("id");
    execute(
        """
        CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'planted' USING ERRCODE = 'lock_not_available'; END $$;
        CREATE TRIGGER planted BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION planted()
        """);
    try {
      String later = Instant.now().plus(Duration.ofHours(1)).toString();
      for (var decided : List.of(shop.cancel(id), shop.confirm(id), shop.extend(id, later))) {
        assertThat(decided.expectProblem(503, "contended").text("orderId")).isEqualTo(id);
        assertThat(decided.header("Retry-After")).contains("1");
      }
    } finally {
      execute("DROP FUNCTION planted CASCADE");
    }
    shop.cancel(id).expect(200);
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = source.getConnection();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(true);
      statement.execute(sql);
    }
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void anOrderOfEachStrategyIsPlacedRepeatedRefusedConfirmedAndAudited(StrategyType strategy) {
    String sku = shop.product(strategy.id(), 5);
    String key = unique("key");
    String id = shop.order(key, sku, 2).expect(201).text("id");
    assertThat(shop.order(key, sku, 2).expect(200).text("id")).isEqualTo(id);
    shop.order(key, sku, 3).expectProblem(422, "idempotency-key-reused");
    shop.order(unique("key"), sku, 4).expectProblem(409, "insufficient-stock");
    shop.order(unique("key"), "unknown-sku", 1).expect(422);
    var changed = shop.putLines(id, "{\"lines\":[" + line(sku, 3) + "]}").expect(200).json();
    assertThat(changed.at("/lines/0/quantity").asInt()).isEqualTo(3);
    shop.confirm(id).expect(200);
    shop.cancel(id).expectProblem(409, "order-state");
    String other = shop.order(unique("key"), sku, 1).expect(201).text("id");
    shop.cancel(other).expect(200);
    var audit = shop.audit(sku, true);
    assertThat(audit.path("available").asInt()).isEqualTo(2);
    assertThat(audit.path("sold").asInt()).isEqualTo(3);
    assertThat(audit.path("conserved").asBoolean()).isTrue();
    assertThat(audit.path("findings")).isEmpty();
    shop.adjust(sku, unique("key"), -2).expect(201);
    shop.adjust(sku, unique("key"), -1).expect(409);
    assertThat(shop.available(sku)).isZero();
    var plan =
        shop.send(shop.request("POST", "/api/v1/products/" + sku + "/reconciliations"))
            .expect(200)
            .json();
    assertThat(plan.path("repairs")).isEmpty();
  }

  @Test
  void theListingHasAnOrderOnce() {
    String sku = shop.product("postgres-conditional-update", 1);
    String id = shop.order(unique("key"), sku, 1).expect(201).text("id");
    var items =
        shop.get("/api/v1/orders?status=RESERVED&limit=100").expect(200).json().path("items");
    assertThat(StreamSupport.stream(items.spliterator(), false))
        .extracting(order -> order.path("id").asString())
        .containsOnlyOnce(id);
  }

  /** The service's own sequencer gives the events their positions. */
  @Test
  void eventsAreFollowedByTheirPositions() {
    String sku = shop.product("postgres-group-commit", 1);
    String at = shop.get("/api/v1/events?after=latest").expect(200).text("next");
    String id = shop.order(unique("key"), sku, 1).expect(201).text("id");
    shop.cancel(id).expect(200);
    var types = new ArrayList<String>();
    while (types.size() < 2) {
      var page = shop.get("/api/v1/events?wait=25&after=" + at).expect(200).json();
      assertThat(page.path("items")).as("within the wait").isNotEmpty();
      page.path("items")
          .forEach(event -> {
            if (event.path("orderId").asString().equals(id)) {
              types.add(event.path("type").asString());
            }
          });
      at = page.path("next").asString();
    }
    assertThat(types).containsExactly("RESERVED", "CANCELLED");
    shop.get("/api/v1/events?after=s-z0")
        .expectProblem(400, "invalid-request")
        .expectField("after");
    shop.get("/api/v1/events?after=p-00000001-999999999").expectProblem(410, "events-gone");
    assertThat(meters.get("holdfast.events.lag").timeGauge().value()).isNotNaN();
  }

  @Test
  void itIsReadyAndSaysWhatItsPoolDoes() {
    assertThat(shop.get("/readyz").status()).isEqualTo(200);
    assertThat(shop.get("/livez").status()).isEqualTo(200);
    assertThat(health.healthForPath("db")).isNotNull();
    assertThat(health.healthForPath("store")).isNotNull();
    assertThat(health.healthForPath("redis")).isNull();
    assertThat(prometheus.scrape().lines().map(line -> line.split("[ {]", 2)[0]))
        .containsAll(Metrics.ON_POSTGRESQL)
        .contains("holdfast_store_writable");
    await()
        .untilAsserted(
            () -> assertThat(meters.get("holdfast.store.writable").gauge().value()).isEqualTo(1));
  }

  @Test
  void connectionsThatWereCutAreReplaced() {
    String sku = shop.product("postgres-conditional-update", 100);
    JdbcClient.create(source)
        .sql(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                + " WHERE usename = current_user AND pid <> pg_backend_pid()")
        .query(Long.class)
        .single();
    await()
        .untilAsserted(() -> {
          var answer = shop.order(unique("key"), sku, 1);
          assertThat(answer.status()).isIn(201, 503);
          answer.expect(201);
        });
    // A connection of the pool that was not used since finds out only when it is.
    await().untilAsserted(() -> assertThat(shop.audit(sku, true).path("findings")).isEmpty());
  }
}
