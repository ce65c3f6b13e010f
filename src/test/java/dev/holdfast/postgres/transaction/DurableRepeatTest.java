package dev.holdfast.postgres.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.contract.StoreInstance;
import dev.holdfast.order.Order;
import dev.holdfast.order.PlaceOrder;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.postgres.PostgresInstance;
import dev.holdfast.postgres.PostgresUnderTest;
import dev.holdfast.postgres.server.EmbeddedPostgres;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.ConcurrentClients;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A server whose synchronous replica is away. An order that is on the primary alone is answered by
 * nobody: neither by the call that wrote it, nor by one that repeats it.
 */
class DurableRepeatTest {
  private static EmbeddedPostgres server;
  private static PostgresInstance waiting;
  private static PostgresInstance local;

  @BeforeAll
  static void start() {
    server = EmbeddedPostgres.startUntilClosed(Map.of("fsync", "off"));
    var administrator = JdbcClient.create(PostgresUnderTest.dataSource(server.administrator()));
    administrator.sql("ALTER SYSTEM SET synchronous_standby_names = 'away'").update();
    administrator.sql("SELECT pg_reload_conf()").query().listOfRows();
    Awaitility.await()
        .until(() ->
            administrator
                .sql("SHOW synchronous_standby_names")
                .query(String.class)
                .single()
                .equals("away"));
    String schema = PostgresUnderTest.schema(connections("local"));
    waiting = PostgresInstance.on(() -> connections("on"), schema);
    local = PostgresInstance.on(() -> connections("local"), schema);
  }

  @AfterAll
  static void stop() {
    waiting.close();
    local.close();
    server.close();
  }

  private static PGSimpleDataSource connections(String commit) {
    var source = PostgresUnderTest.dataSource(server.login());
    source.setOptions("-c synchronous_commit=" + commit);
    return source;
  }

  /** What a call comes to once the server has given up its wait for the replica. */
  private static Object givenUp(Supplier<?> call) {
    var answer =
        ConcurrentClients.<Object>start(() -> {
          try {
            return call.get();
          } catch (OutcomeUnknownException e) {
            return "unknown";
          }
        });
    Awaitility.await().until(() -> answer.isDone() || cancelled() > 0);
    return answer.join();
  }

  private static int cancelled() {
    return local
        .sql
        .sql(
            "SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE wait_event ="
                + " 'SyncRep'")
        .query(Integer.class)
        .single();
  }

  @Test
  void whatTheReplicaDoesNotHaveIsAcknowledgedByNoCall_andByNoRepeat() {
    Sku sku = local.product(StrategyType.POSTGRES_CONDITIONAL_UPDATE, 5);
    var id = StoreInstance.newOrder();
    var basket = Basket.of(sku, 2);
    assertThat(givenUp(() -> waiting.place(id, basket))).isEqualTo("unknown");
    assertThat(local.orders().find(id)).isPresent();
    assertThat(givenUp(() -> waiting.place(id, basket))).isEqualTo("unknown");
    var repeat = PlaceOrder.of(id, basket, "", "", null, false);
    assertThat(givenUp(() -> waiting.orders().notAdmitted(repeat, true)))
        .isEqualTo(Optional.empty());
    Order order = local.orders().find(id).orElseThrow();
    local.orders().confirm(id, VersionCondition.NONE);
    assertThat(givenUp(() -> waiting.orders().confirm(id, VersionCondition.NONE)))
        .isEqualTo("unknown");
    assertThat(order.version()).isEqualTo(1);
    var adjustment = PostgresInstance.adjustment(sku, "more", 1);
    local.inventory().adjust(adjustment);
    assertThat(givenUp(() -> waiting.inventory().adjust(adjustment))).isEqualTo("unknown");
    local.assertLevel(sku, 4, 0, 2);
  }
}
