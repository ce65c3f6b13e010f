package dev.holdfast.http;

import static dev.holdfast.http.Shop.line;
import static dev.holdfast.http.Shop.unique;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.data.redis.core.RedisCallback;

/** The endpoint that costs what an order costs without its strategy. */
@RedisOnly("The endpoint exists on Redis only.")
class ReferenceOrdersTest extends RunningService {
  private static final String PATH = "/api/v1/lab/reference-orders";

  private static final String WITH_SCRIPT = "/api/v1/lab/script-reference-orders";

  /** More scripts than run in the background meanwhile. */
  private static final int CALLS = 100;

  private Answer pretend(String key, String json) {
    return pretend(PATH, key, json);
  }

  private Answer pretend(String path, String key, String json) {
    return shop.send(shop.request("POST", path, json).header("Idempotency-Key", key));
  }

  @Test
  void anOrderIsAnsweredAsIfItHadBeenPlacedAndNothingIsTaken() {
    String sku = shop.product("redis-script", 3);
    String order = "{\"lines\":[" + line(sku, 2) + "],\"reference\":\"r\"}";

    var pretended = pretend(unique("key"), order).expect(201).json();

    var placed = shop.order(unique("key"), order).expect(201).json();
    assertThat(pretended.propertyNames()).containsExactlyElementsOf(placed.propertyNames());
    assertThat(pretended.path("status")).isEqualTo(placed.path("status"));
    assertThat(pretended.path("lines")).isEqualTo(placed.path("lines"));
    assertThat(shop.available(sku)).isEqualTo(1);
    shop.read(pretended.path("id").asString()).expect(404);
  }

  @Test
  void itIsReadAndCheckedAsStrictlyAsAnOrder() {
    pretend(unique("key"), "{\"lines\":[" + line("sku", 0) + "]}").expect(400);
    pretend(unique("key"), "{\"lines\":[]}").expect(400);
    pretend("two words", "{\"lines\":[" + line("sku", 1) + "]}").expect(400);
  }

  @Test
  void theOtherOneRunsAScriptEachTimeAndTakesNothingEither() {
    String sku = shop.product("redis-script", 3);
    String order = "{\"lines\":[" + line(sku, 2) + "]}";
    String first =
        pretend(PATH, unique("key"), order).expect(201).json().propertyNames().toString();
    long before = scriptsRun();
    for (int i = 0; i < CALLS; i++) {
      pretend(WITH_SCRIPT, unique("key"), order).expect(201);
    }

    assertThat(scriptsRun() - before).isGreaterThanOrEqualTo(CALLS);
    var pretended = pretend(WITH_SCRIPT, unique("key"), order).expect(201).json();
    assertThat(pretended.propertyNames()).hasToString(first);
    assertThat(shop.available(sku)).isEqualTo(3);
    shop.read(pretended.path("id").asString()).expect(404);
    pretend(WITH_SCRIPT, unique("key"), "{\"lines\":[]}").expect(400);
  }

  private long scriptsRun() {
    return redis.execute(
        (RedisCallback<Long>)
            connection -> {
              String stat =
                  connection
                      .serverCommands()
                      .info("commandstats")
                      .getProperty("cmdstat_evalsha", "calls=0");
              return Long.parseLong(stat.replaceFirst("calls=(\\d+).*", "$1"));
            });
  }
}
