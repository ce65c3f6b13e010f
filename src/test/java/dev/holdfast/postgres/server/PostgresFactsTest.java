package dev.holdfast.postgres.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What the start finds out of a server, and what production refuses, from the server itself. */
class PostgresFactsTest {
  private static PostgresFacts facts(PostgresLogin login) {
    return PostgresFacts.ask(
        new DriverManagerDataSource(login.url(), login.user(), login.password()),
        ServerUnderTest.configured(login));
  }

  private static PostgresFacts facts() {
    return facts(ServerUnderTest.shared().login());
  }

  @AfterEach
  void asItWas() {
    ServerUnderTest.administrator().sql("ALTER SYSTEM RESET ALL").update();
    reload();
    await().until(() -> facts().refusedInProduction().isEmpty() && facts().standbys().isEmpty());
  }

  private static void reload() {
    ServerUnderTest.administrator().sql("SELECT pg_reload_conf()").query().singleRow();
  }

  private static void set(String setting, String value) {
    ServerUnderTest.administrator()
        .sql("ALTER SYSTEM SET " + setting + " = '" + value + "'")
        .update();
    reload();
  }

  @Test
  void aServerAsProductionWantsItIsAccepted_andSaysHowDurableItIs() {
    assertThat(facts().unusable()).isEmpty();
    assertThat(facts().refusedInProduction()).isEmpty();
    assertThat(facts().where())
        .startsWith("PostgreSQL 18.1 at 127.0.0.1:")
        .endsWith("/holdfast without TLS")
        .doesNotContain(String.valueOf(ServerUnderTest.shared().login().password()));
    assertThat(facts().durability())
        .isEqualTo(
            "an acknowledged order survives a crash (fsync 'on', synchronous_commit 'on', no"
                + " synchronous replica)");
  }

  @ParameterizedTest
  @CsvSource({
    "fsync, off",
    "full_page_writes, off",
    "synchronous_commit, off",
    "synchronous_commit, local",
    "synchronous_commit, remote_write"
  })
  void whatLosesAcknowledgedOrdersIsRefusedInProduction(String setting, String value) {
    set(setting, value);
    await()
        .untilAsserted(() ->
            assertThat(facts().refusedInProduction())
                .singleElement()
                .asString()
                .startsWith("PostgreSQL has %s '%s': in the production".formatted(setting, value)));
  }

  @Test
  void whatARoleSetsForItselfCounts() {
    ServerUnderTest.administrator()
        .sql("ALTER ROLE holdfast SET synchronous_commit = off")
        .update();
    try {
      assertThat(facts().refusedInProduction()).hasSize(1);
      assertThat(facts().durability()).startsWith("acknowledged orders may be lost");
    } finally {
      ServerUnderTest.administrator().sql("ALTER ROLE holdfast RESET ALL").update();
    }
  }

  @Test
  void aSuperuserIsRefusedInProduction() {
    assertThat(facts(ServerUnderTest.shared().administrator()).refusedInProduction())
        .singleElement()
        .asString()
        .startsWith("The role of spring.datasource.username is a superuser");
  }

  @Test
  void aSynchronousReplicaIsNamed() {
    // The session that sets it needs no replica: it writes nothing.
    set("synchronous_standby_names", "ANY 1 (one, two)");
    await()
        .untilAsserted(() ->
            assertThat(facts().durability())
                .contains("a failover to a synchronous replica", "'ANY 1 (one, two)'"));
  }

  @ParameterizedTest
  @CsvSource({"140019, 1", "150000, 0", "180001, 0"})
  void aServerThatIsTooOldCannotBeUsed(int number, int sentences) {
    var old = new PostgresFacts("PostgreSQL x", false, number, "on", "on", "on", "", false, false);
    assertThat(old.unusable())
        .isEqualTo(
            sentences == 0
                ? List.of()
                : List.of(
                    "The store is PostgreSQL x, and the oldest PostgreSQL that will do is 15."));
  }
}
