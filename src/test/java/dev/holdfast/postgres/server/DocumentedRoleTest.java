package dev.holdfast.postgres.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.contract.StoreInstance;
import dev.holdfast.locks.LocksView;
import dev.holdfast.order.DecideResult;
import dev.holdfast.order.Order;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.postgres.PostgresInstance;
import dev.holdfast.postgres.PostgresUnderTest;
import dev.holdfast.postgres.health.ServerLoad;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.PurchaseLimits;
import dev.holdfast.stock.ReconciliationResult;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.ConcurrentClients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The service works with the rights that docs/operations/postgresql.md grants, and no others. */
class DocumentedRoleTest {
  private static final Path DOCUMENT = Path.of("docs/operations/postgresql.md");
  private static final Pattern SQL = Pattern.compile("```sql\\n(.*?)```", Pattern.DOTALL);
  private static final String PASSWORD = "documented";
  private static final Duration WAIT = Duration.ofMinutes(1);

  /** The statements of a section, for a database and roles of another name. */
  private static List<String> statements(String section, String name) throws IOException {
    String text = Files.readString(DOCUMENT).split("\n#+ " + section + "\n", 2)[1];
    List<String> blocks =
        SQL.matcher(text.split("\n#+ ", 2)[0]).results().map(block -> block.group(1)).toList();
    return blocks.stream()
        .map(block -> block.replace("holdfast", name).replace("...", PASSWORD))
        .toList();
  }

  /** Executes what stands in the document; returns the login of a role. */
  private static PostgresLogin create(String statements, String database, String role) {
    for (MatchResult statement : Pattern.compile("[^;]+;").matcher(statements).results().toList()) {
      ServerUnderTest.administrator().sql(statement.group()).update();
    }
    return login(database, role);
  }

  private static PostgresLogin login(String database, String role) {
    String url = ServerUnderTest.shared().login().url().replaceAll("/[^/]*$", "/" + database);
    return new PostgresLogin(url, role, PASSWORD);
  }

  @Test
  void theOwnerOfTheDatabaseNeedsNoOtherRights() throws IOException {
    List<String> documented = statements("Role and rights", "owning");
    assertThat(documented).hasSize(1);
    PostgresLogin login = create(documented.getFirst(), "owning", "owning");
    PostgresPoolTest.open(login, true, WAIT).close();
    worksAs(login);
  }

  @Test
  void aRoleThatDoesNotOwnTheSchemaWorks_onceTheOwnerHasMigrated() throws IOException {
    List<String> documented = statements("A schema of another owner", "lent");
    assertThat(documented).hasSize(2);
    PostgresLogin owner = create(documented.getFirst(), "lent", "lent_owner");
    PostgresLogin service = login("lent", "lent");
    assertThat(ServerUnderTest.client(owner).sql(documented.getLast()).update()).isZero();

    assertThatThrownBy(() -> PostgresPoolTest.open(service, false, WAIT))
        .isInstanceOf(PostgresUnreachableException.class)
        .hasMessageStartingWith("The schema in PostgreSQL is not that of this version (")
        .hasMessageEndingWith(
            "), and holdfast.postgres.migrate is false: its owner has to migrate it.");
    assertThatThrownBy(() -> PostgresPoolTest.open(service, true, WAIT))
        .isInstanceOf(PostgresUnreachableException.class)
        .hasMessageStartingWith("The schema in PostgreSQL cannot be brought to this version (")
        .hasMessageContaining("permission denied for schema public");

    PostgresPoolTest.open(owner, true, WAIT).close();
    PostgresPoolTest.open(service, false, WAIT).close();
    worksAs(service);
  }

  /** What an instance does with orders and stock. */
  private static void worksAs(PostgresLogin login) {
    try (var instance = PostgresInstance.on(() -> PostgresUnderTest.dataSource(login), "public")) {
      for (StrategyType type : StrategyType.of(StoreKind.POSTGRES)) {
        Sku sku = instance.product(type, 10, new PurchaseLimits(5, 5));
        Order sold = placed(instance, sku, 1);
        instance.change(sold.id(), Basket.of(sku, 2));
        assertThat(instance.orders.confirm(sold.id(), VersionCondition.NONE))
            .isInstanceOf(DecideResult.Decided.class);
        Order cancelled = placed(instance, sku, 1);
        assertThat(instance.orders.cancel(cancelled.id(), VersionCondition.NONE))
            .isInstanceOf(DecideResult.Decided.class);
        Order expired = placed(instance, sku, 1);
        instance.passDeadline(expired.id());
        instance.orders.sweep();
        assertThat(instance.status(expired.id())).isEqualTo(OrderStatus.EXPIRED);
        instance.inventory.adjust(PostgresInstance.adjustment(sku, "withdraw", -3));
        assertThat(instance.inventory.reconcile(sku, "a test"))
            .isInstanceOf(ReconciliationResult.Reconciled.class);
        instance.assertLevel(sku, 5, 0, 2);
      }
      assertThat(instance.sequencer.sequence()).isPositive();
      new ServerLoad(PostgresUnderTest.dataSource(login)).check();
      showsWhoWaits(instance, login);
    }
  }

  /** Its own sessions are shown with that role's rights. */
  private static void showsWhoWaits(PostgresInstance instance, PostgresLogin login) {
    Sku sku = instance.product(StrategyType.POSTGRES_ROW_LOCK, 5);
    CompletableFuture<PlaceResult> waiting;
    LocksView view;
    try (Connection holder = PostgresUnderTest.dataSource(login).getConnection();
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("SELECT FROM stock WHERE sku = '%s' FOR UPDATE".formatted(sku));
      waiting =
          ConcurrentClients.start(
              () -> instance.place(StoreInstance.newOrder(), Basket.of(sku, 1)));
      view = Awaitility.await().until(instance.locks::get, seen -> !seen.locks().isEmpty());
      holder.rollback();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    assertThat(waiting.join()).isInstanceOf(PlaceResult.Placed.class);
    assertThat(view.incomplete()).isNull();
    assertThat(view.locks().getFirst().skus()).containsExactly(sku.value());
    assertThat(view.locks().getFirst().holders().getFirst().state())
        .isEqualTo("idle in transaction");
  }

  private static Order placed(PostgresInstance instance, Sku sku, int quantity) {
    var result = instance.placeFor("customer", StoreInstance.newOrder(), Basket.of(sku, quantity));
    assertThat(result).isInstanceOf(PlaceResult.Placed.class);
    return ((PlaceResult.Placed) result).order();
  }
}
