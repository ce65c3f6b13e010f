package dev.holdfast.http;

import static dev.holdfast.http.Shop.unique;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A change of strategy as an operator asks for it. */
@ExtendWith(OutputCaptureExtension.class)
class StrategyChangesTest extends RunningService {
  @Autowired MeterRegistry meters;

  private Answer change(String sku, String key, String json) {
    var request = shop.request("POST", "/api/v1/products/" + sku + "/strategy-changes", json);
    return shop.send(key.isEmpty() ? request : request.header("Idempotency-Key", key));
  }

  private String to(String strategy, boolean dryRun) {
    return "{\"strategy\":\"%s\",\"dryRun\":%s}".formatted(strategy, dryRun);
  }

  private double changes() {
    return meters.counter("holdfast.strategy.changes").count();
  }

  @Test
  void itIsSaid_thenDone_andDoneOnceUnderItsKey(CapturedOutput output) {
    String sku = shop.product("redis-cas", 10);
    String from = shop.strategy("redis-cas");
    String next = shop.strategy("redis-group-commit");
    String order = shop.order(unique("key"), sku, 2).expect(201).json().path("id").asString();
    String key = unique("change");
    for (String json : new String[] {"{\"strategy\":\"" + next + "\"}", to(next, true)}) {
      var said = change(sku, key, json).expect(200).json();
      assertThat(said.path("dryRun").asBoolean()).isTrue();
      assertThat(said.path("applied").asBoolean()).isFalse();
      assertThat(said.path("from").asString()).isEqualTo(from);
      assertThat(said.path("to").asString()).isEqualTo(next);
      assertThat(said.has("at")).isFalse();
    }
    double before = changes();

    var answer = change(sku, key, to(next, false)).expect(200);
    var done = answer.json();
    assertThat(answer.headers()).doesNotContainKey("idempotency-replayed");
    assertThat(done.path("applied").asBoolean()).isTrue();
    assertThat(done.path("epoch").asInt()).isEqualTo(2);
    assertThat(done.path("unitsReturned").asInt()).isZero();
    assertThat(done.path("at").asString()).isNotBlank();
    assertThat(output).contains("the strategy of " + sku + " changed from " + from + " to " + next);
    var again = change(sku, key, to(next, false)).expect(200);
    assertThat(again.headers()).containsKey("idempotency-replayed");
    assertThat(again.json()).isEqualTo(done);
    assertThat(changes()).isEqualTo(before + 1);

    assertThat(shop.get("/api/v1/products/" + sku).json().path("strategy").asString())
        .isEqualTo(next);
    shop.order(unique("key"), sku, 3).expect(201);
    shop.confirm(order).expect(200);
    assertThat(shop.audit(sku, true).path("conserved").asBoolean()).isTrue();
    var none = change(sku, unique("change"), to(next, false)).expect(200).json();
    assertThat(none.path("applied").asBoolean()).isFalse();
    assertThat(none.path("epoch").asInt()).isEqualTo(2);
    assertThat(changes()).isEqualTo(before + 1);
  }

  @Test
  void whatIsWrongWithARequestIsNamed_andChangesNothing() {
    String sku = shop.product("redis-cas", 1);
    String next = shop.strategy("redis-script");
    String key = unique("change");
    change(sku, "", to(next, false)).expectProblem(400, "idempotency-key-required");
    change(sku, key, "{}").expectProblem(400, "invalid-request").expectField("strategy");
    change(sku, key, to("no-such-strategy", false))
        .expectProblem(400, "invalid-request")
        .expectField("strategy");
    change(sku, key, "{\"strategy\":\"%s\",\"dry\":false}".formatted(next))
        .expectProblem(400, "invalid-request");
    change(sku, key, "{\"strategy\":\"%s\",\"dryRun\":\"no\"}".formatted(next))
        .expectProblem(400, "invalid-request");
    change("-", key, to(next, false)).expectProblem(400, "invalid-request").expectField("sku");
    change(unique("unregistered"), key, to(next, false))
        .expectProblem(404, "unknown-sku")
        .expectField("sku");
    String foreign = next.startsWith("redis") ? "postgres-row-lock" : "redis-script";
    for (boolean dryRun : new boolean[] {true, false}) {
      change(sku, key, to(foreign, dryRun))
          .expectProblem(422, "strategy-not-allowed")
          .expectField("strategy");
    }
    assertThat(shop.get("/api/v1/products/" + sku).json().path("strategy").asString())
        .isEqualTo(shop.strategy("redis-cas"));
    change(sku, key, to(next, false)).expect(200);
    change(sku, key, to(shop.strategy("redis-cas"), false))
        .expectProblem(422, "idempotency-key-reused")
        .expectField("Idempotency-Key");
    shop.register(sku, "{\"name\":\"n\",\"strategy\":\"%s\"}".formatted(shop.strategy("redis-cas")))
        .expectProblem(409, "strategy-in-use");
  }
}
