package dev.holdfast.http;

import static dev.holdfast.http.Shop.line;
import static dev.holdfast.http.Shop.unique;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/** The service as it runs for real: without what is for experiments only. */
@TestPropertySource(properties = {"holdfast.lab.enabled=false", "holdfast.console.enabled=false"})
@DirtiesContext
@RedisOnly("What it plants stands in Redis; OrderLifeTest has the same of PostgreSQL.")
class LabClosedTest extends RunningService {
  @Test
  void withoutPages_theStartIsAShortPageOfLinks() {
    var page = shop.get("/").expect(200);

    assertThat(page.header("Content-Type")).contains("text/html;charset=UTF-8");
    assertThat(page.header("Content-Security-Policy")).isPresent();
    assertThat(page.body()).contains("/swagger-ui.html", "/readyz", "holdfast.console.enabled");
    for (String path : List.of("/race", "/race/index.html", "/console", "/console/index.html")) {
      shop.get(path).expectProblem(404, "not-found");
    }
    shop.get("/api/v1/console/stream").expectProblem(404, "not-found");
  }

  @Test
  void aStrategyThatOversellsMayNotBeChosen() {
    var problem =
        shop.register(unique("sku"), "{\"name\":\"n\",\"strategy\":\"unguarded\"}")
            .expect(422)
            .json();
    assertThat(problem.path("code").asString()).isEqualTo("strategy-not-allowed");
    assertThat(problem.path("field").asString()).isEqualTo("strategy");
  }

  @Test
  void aProductThatIsBoundToOneIsNotSold() {
    String sku = shop.product("redis-script", 3);
    redis
        .<String, String>opsForHash()
        .put("holdfast:{" + sku + "}:product", "strategy", "unguarded");

    var problem = shop.order(unique("key"), sku, 1).expect(503).json();

    assertThat(problem.path("code").asString()).isEqualTo("strategy-unavailable");
    assertThat(shop.available(sku)).isEqualTo(3);
  }

  @Test
  void aProductWhoseStrategyThisVersionDoesNotKnowIsNotSold() {
    String sku = shop.product("redis-script", 3);
    redis
        .<String, String>opsForHash()
        .put("holdfast:{" + sku + "}:product", "strategy", "redis-magic");

    assertThat(shop.order(unique("key"), sku, 1).expect(503).json().path("code").asString())
        .isEqualTo("strategy-unavailable");
  }

  @Test
  void nothingPretendsToPlaceOrders() {
    String order = "{\"lines\":[" + line("sku", 1) + "]}";
    for (String path : List.of("reference-orders", "script-reference-orders")) {
      shop.send(
              shop.request("POST", "/api/v1/lab/" + path, order)
                  .header("Idempotency-Key", unique("key")))
          .expect(404);
    }
    shop.send(shop.request("POST", "/api/v1/lab/plain-orders", order)).expect(404);
  }

  @Test
  void nothingRaces() {
    shop.get("/api/v1/lab/races").expect(404);
    shop.get("/api/v1/lab/races/options").expect(404);
    shop.send(shop.request("POST", "/api/v1/lab/races", "{}")).expect(404);
    shop.send(shop.request("POST", "/api/v1/lab/smallest-races", "{\"strategy\":\"unguarded\"}"))
        .expect(404);
  }
}
