package dev.holdfast.http;

import static dev.holdfast.http.Shop.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.stock.Sku;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** A reconciliation as an operator asks for it. */
@RedisOnly("The leaks that it plants stand in Redis; StockKeepingTest has those of PostgreSQL.")
class ReconciliationOverHttpTest extends RunningService {
  @Autowired RedisGateway gateway;

  private Answer reconcile(String sku, String json) {
    return shop.send(shop.request("POST", "/api/v1/products/" + sku + "/reconciliations", json));
  }

  private String leaking(int units) {
    String sku = shop.product("redis-script", 10);
    shop.order(unique("key"), sku, 2).expect(201);
    gateway.<Long>write(commands -> commands.decrby(Keys.available(new Sku(sku), 1), units));
    return sku;
  }

  @Test
  void withoutABodyItOnlySaysWhatItWouldDo() {
    String sku = leaking(4);
    for (String json : new String[] {"", "{}", "{\"dryRun\":true}"}) {
      var plan =
          json.isEmpty()
              ? shop.send(shop.request("POST", "/api/v1/products/" + sku + "/reconciliations"))
                  .expect(200)
                  .json()
              : reconcile(sku, json).expect(200).json();
      assertThat(plan.path("dryRun").asBoolean()).isTrue();
      assertThat(plan.path("applied").asBoolean()).isFalse();
      assertThat(plan.has("at")).isFalse();
      assertThat(plan.at("/repairs/0/action").asString()).isEqualTo("set-available");
      assertThat(plan.at("/repairs/0/units").asInt()).isEqualTo(4);
      assertThat(plan.at("/before/available").asInt()).isEqualTo(4);
      assertThat(plan.at("/after/available").asInt()).isEqualTo(8);
    }
    assertThat(shop.available(sku)).isEqualTo(4);
  }

  @Test
  void itIsDoneWhenItIsAskedForAndOrdersGoOnAtOnce() {
    String sku = leaking(4);
    var done =
        reconcile(sku, "{\"dryRun\":false,\"reason\":\"the watch named it\"}").expect(200).json();
    assertThat(done.path("applied").asBoolean()).isTrue();
    assertThat(done.path("at").asString()).isNotBlank();
    assertThat(shop.audit(sku, true).path("conserved").asBoolean()).isTrue();
    shop.order(unique("key"), sku, 8).expect(201);
    assertThat(reconcile(sku, "{\"dryRun\":false}").expect(200).json().path("applied").asBoolean())
        .isFalse();
  }

  @Test
  void whatIsWrongWithARequestIsNamed() {
    String sku = leaking(1);
    reconcile(unique("nobody"), "{}").expectProblem(404, "unknown-sku");
    reconcile("-", "{}").expectProblem(400, "invalid-request");
    reconcile(sku, "{\"dryRun\":\"no\"}").expectProblem(400, "invalid-request");
    reconcile(sku, "{\"dry_run\":false}").expectProblem(400, "invalid-request");
    reconcile(sku, "{\"reason\":\"a\\nb\"}").expectProblem(400, "invalid-request");
    assertThat(shop.available(sku)).isEqualTo(7);
  }

  @Test
  void somebodyElseAtItIsBusyAndOrdersAreContendedMeanwhile() {
    String sku = leaking(4);
    String totals = "holdfast:{" + sku + "}:totals";
    long end = System.currentTimeMillis() + 60_000;
    gateway.<Boolean>write(commands -> commands.hset(totals, "paused", end + ":somebody"));
    reconcile(sku, "{\"dryRun\":false}").expectProblem(409, "reconciliation-busy");
    reconcile(sku, "{}").expect(200);
    String other = shop.product("redis-script", 10);
    shop.order(unique("key"), other, 1).expect(201);
    gateway.<Long>write(commands -> commands.hdel(totals, "paused"));
    reconcile(sku, "{\"dryRun\":false}").expect(200);
    assertThat(shop.available(sku)).isEqualTo(8);
  }

  @Test
  void reservationsThatCannotBeReadAreForAPerson() {
    String sku = leaking(1);
    String reservations = Keys.reservations(new Sku(sku));
    gateway.<Long>write(commands -> commands.del(reservations));
    gateway.<String>write(commands -> commands.set(reservations, "x"));
    reconcile(sku, "{\"dryRun\":false}").expectProblem(409, "stock-damaged");
    gateway.<Long>write(commands -> commands.del(reservations));
  }
}
