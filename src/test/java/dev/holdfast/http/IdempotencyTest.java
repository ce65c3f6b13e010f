package dev.holdfast.http;

import static dev.holdfast.http.Shop.line;
import static dev.holdfast.http.Shop.unique;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same key is the same request, however often it comes. */
class IdempotencyTest extends RunningService {
  private static final int ROUNDS = 40;
  private static final int CONTENDED_MAX = 20;

  @Test
  void aReplayAnswersWithTheSameOrderAndTakesNothing() {
    String sku = shop.product("redis-script", 10);
    String key = unique("key");
    var first = shop.order(key, sku, 3).expect(201);
    assertThat(first.header("Idempotency-Replayed")).isEmpty();

    var replay = shop.order(key, sku, 3).expect(200);

    assertThat(replay.header("Idempotency-Replayed")).contains("true");
    assertThat(replay.json()).isEqualTo(first.json());
    assertThat(shop.available(sku)).isEqualTo(7);
  }

  @Test
  void aReplayAnswersWithTheOrderAsItIsNow() {
    String sku = shop.product("redis-script", 1);
    String key = unique("key");
    String id = shop.order(key, sku, 1).expect(201).text("id");
    shop.cancel(id).expect(200);

    assertThat(shop.order(key, sku, 1).expect(200).text("status")).isEqualTo("CANCELLED");
    assertThat(shop.available(sku)).isEqualTo(1);
  }

  @Test
  void aKeyInQuotesIsTheSameKey() {
    String sku = shop.product("redis-script", 10);
    String key = unique("key");
    String id = shop.order(key, sku, 1).expect(201).text("id");

    assertThat(shop.order("\"" + key + "\"", sku, 1).expect(200).text("id")).isEqualTo(id);
    assertThat(shop.available(sku)).isEqualTo(9);
  }

  @Test
  void theSameContentWrittenOtherwiseIsAReplay() {
    String one = shop.product("redis-script", 10);
    String two = shop.product("redis-script", 10);
    String key = unique("key");
    shop.order(key, "{\"lines\":[%s,%s]}".formatted(line(one, 2), line(two, 1))).expect(201);

    String otherwise =
        "{ \"lines\" : [%s, %s, %s] }".formatted(line(two, 1), line(one, 1), line(one, 1));

    shop.order(key, otherwise).expect(200);
    assertThat(shop.available(one)).isEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"lines\":[{\"sku\":\"%s\",\"quantity\":2}]}",
        "{\"lines\":[{\"sku\":\"%s\",\"quantity\":1}],\"reference\":\"other\"}",
        "{\"lines\":[{\"sku\":\"%s\",\"quantity\":1}],\"reservationTime\":\"PT1M\"}",
        "{\"lines\":[{\"sku\":\"%s\",\"quantity\":1}],\"confirm\":true}"
      })
  void anotherBodyUnderTheKeyIsRefused(String other) {
    String sku = shop.product("redis-script", 10);
    String key = unique("key");
    shop.order(key, sku, 1).expect(201);

    shop.order(key, other.formatted(sku))
        .expectProblem(422, "idempotency-key-reused")
        .expectField("Idempotency-Key");

    assertThat(shop.available(sku)).isEqualTo(9);
  }

  @Test
  void notToConfirmAtOnceIsTheSameWhetherOrNotItIsSaid() {
    String sku = shop.product("redis-script", 10);
    String key = unique("key");
    shop.order(key, sku, 1).expect(201);

    for (String confirm : List.of("false", "null")) {
      shop.order(key, "{\"lines\":[%s],\"confirm\":%s}".formatted(line(sku, 1), confirm))
          .expect(200);
    }

    assertThat(shop.available(sku)).isEqualTo(9);
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis-script", "redis-cas", "redis-decrby", "jvm-mutex-per-sku"})
  void aRefusalLeavesNoOrderAndTheKeyMayBeTriedAgainAfterARestock(String strategy) {
    String sku = shop.product(strategy, 2);
    String key = unique("key");

    var refused = shop.order(key, sku, 5).expectProblem(409, "insufficient-stock");
    assertThat(refused.json().at("/shortages/0/sku").asString()).isEqualTo(sku);
    assertThat(refused.json().at("/shortages/0/requested").asInt()).isEqualTo(5);
    assertThat(refused.json().at("/shortages/0/available").asLong()).isEqualTo(2);
    shop.order(key, sku, 5).expectProblem(409, "insufficient-stock");
    assertThat(shop.available(sku)).isEqualTo(2);

    shop.adjust(sku, unique("restock"), 10).expect(201);

    String id = shop.order(key, sku, 5).expect(201).text("id");
    assertThat(shop.read(id).expect(200).text("status")).isEqualTo("RESERVED");
    assertThat(shop.available(sku)).isEqualTo(7);
    assertThat(shop.audit(sku, true).path("conserved").asBoolean()).isTrue();
  }

  @Test
  void anAdjustmentIsAppliedOnce() {
    String sku = shop.product("redis-script", 0);
    String key = unique("key");
    String id = shop.adjust(sku, key, 60).expect(201).text("id");

    var replay = shop.adjust(sku, "\"" + key + "\"", 60).expect(200);

    assertThat(replay.text("id")).isEqualTo(id);
    assertThat(replay.header("Idempotency-Replayed")).contains("true");
    assertThat(shop.available(sku)).isEqualTo(60);
  }

  @Test
  void aWithdrawalIsAppliedOnce() {
    String sku = shop.product("redis-script", 60);
    String key = unique("key");
    shop.adjust(sku, key, -20).expect(201);

    shop.adjust(sku, key, -20).expect(200);

    assertThat(shop.stock(sku).path("supplied").asLong()).isEqualTo(40);
    assertThat(shop.available(sku)).isEqualTo(40);
    assertThat(shop.audit(sku, true).path("conserved").asBoolean()).isTrue();
  }

  @Test
  void aWithdrawalOfMoreThanIsAvailableIsRefusedAndMayBeTriedAgain() {
    String sku = shop.product("redis-script", 10);
    String key = unique("key");
    shop.adjust(sku, key, -11).expectProblem(409, "insufficient-stock");
    assertThat(shop.available(sku)).isEqualTo(10);

    shop.adjust(sku, unique("restock"), 1).expect(201);

    shop.adjust(sku, key, -11).expect(201);
    assertThat(shop.stock(sku).path("supplied").asLong()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {5, -5})
  void aKeyOfAnAdjustmentBelongsToItsReason(long delta) {
    String sku = shop.product("redis-script", 10);
    String key = unique("key");
    String body = "{\"delta\":" + delta + ",\"reason\":\"%s\"}";
    shop.adjust(sku, key, body.formatted("delivery 17")).expect(201);

    shop.adjust(sku, key, body.formatted("delivery 18"))
        .expectProblem(422, "idempotency-key-reused")
        .expectField("Idempotency-Key");

    var replay = shop.adjust(sku, key, body.formatted("delivery 17")).expect(200);
    assertThat(replay.text("reason")).isEqualTo("delivery 17");
    assertThat(shop.available(sku)).isEqualTo(10 + delta);
  }

  /** As an entry that was written before reasons were kept, or whose reason is lost. */
  @RedisOnly("On PostgreSQL reasons were kept from the beginning, and a constraint demands them.")
  @ParameterizedTest
  @ValueSource(longs = {5, -5})
  void anAdjustmentWhoseReasonIsNotKnownIsKnownByItsDelta(long delta) {
    String sku = shop.product("redis-script", 10);
    String key = unique("key");
    String id = shop.adjust(sku, key, delta).expect(201).text("id");
    var entries = redis.keys("holdfast:{" + sku + "}:*" + id);
    assertThat(entries).hasSize(1);
    entries.forEach(entry -> redis.opsForHash().delete(entry, "reason"));

    shop.adjust(sku, key, delta).expect(200);
    shop.adjust(sku, key, 2 * delta).expectProblem(422, "idempotency-key-reused");
    assertThat(shop.available(sku)).isEqualTo(10 + delta);
  }

  @RedisOnly("StockKeepingTest has it on PostgreSQL, whose constraints want more than one number.")
  @Test
  void noMoreIsSuppliedThanCanBeCounted() {
    String sku = shop.product("redis-script", 10);
    redis.opsForHash().put("holdfast:{" + sku + "}:totals", "supplied", "999999999999");

    shop.adjust(sku, unique("key"), 2).expectProblem(409, "stock-limit").expectField("delta");
    assertThat(shop.available(sku)).isEqualTo(10);
    shop.adjust(sku, unique("key"), 1).expect(201);
  }

  @Test
  void aKeyOfAnAdjustmentBelongsToItsDeltaAndItsSku() {
    String sku = shop.product("redis-script", 0);
    String other = shop.product("redis-script", 0);
    String key = unique("key");
    shop.adjust(sku, key, 60).expect(201);

    for (long delta : List.of(61L, 1L, -60L)) {
      shop.adjust(sku, key, delta)
          .expectProblem(422, "idempotency-key-reused")
          .expectField("Idempotency-Key");
    }
    assertThat(shop.available(sku)).isEqualTo(60);
    shop.adjust(other, key, 5).expect(201);
    shop.order(key, sku, 1).expect(201);
    assertThat(shop.available(sku)).isEqualTo(59);
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis-script", "redis-group-commit", "redis-cas", "redisson-lock"})
  void ofTwoAtOnceUnderAKeyOneTakesAndTheOtherLearnsOfIt(String strategy) throws Exception {
    String sku = shop.product(strategy, ROUNDS * 2);
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 1; round <= ROUNDS; round++) {
        String key = unique("key");
        var together = new CyclicBarrier(2);
        Callable<Answer> client =
            () -> {
              together.await();
              return orderUntilNotContended(key, sku);
            };
        var answers = new ArrayList<Answer>();
        for (Future<Answer> future : clients.invokeAll(List.of(client, client))) {
          answers.add(future.get());
        }
        oneTook(answers);
        assertThat(shop.available(sku)).isEqualTo(ROUNDS * 2 - round);
      }
    }
    assertThat(shop.audit(sku, true).path("conserved").asBoolean()).isTrue();
  }

  /** A busy machine may let a lock's bounded wait run out; that is not what this is about. */
  private Answer orderUntilNotContended(String key, String sku) {
    var answer = shop.order(key, sku, 1);
    for (int i = 0; i < CONTENDED_MAX && answer.code().equals("contended"); i++) {
      answer = shop.order(key, sku, 1);
    }
    return answer;
  }

  private static void oneTook(List<Answer> answers) {
    assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
    assertThat(answers)
        .filteredOn(answer -> answer.status() != 201)
        .allSatisfy(other -> {
          if (other.status() == 200) {
            assertThat(other.header("Idempotency-Replayed")).contains("true");
          } else {
            other.expectProblem(409, "in-progress");
          }
        });
  }
}
