package dev.holdfast.http;

import static dev.holdfast.http.Shop.unique;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/** Orders are counted as they are answered, those that are turned away at the door included. */
@TestPropertySource(
    properties = {"holdfast.orders.in-progress-max=2", "holdfast.lab.race-window=50ms"})
@DirtiesContext
class MetersOverHttpTest extends RunningService {
  private static final int CUSTOMERS = 40;

  @Autowired MeterRegistry meters;

  @Test
  void ordersAreCountedAsTheyAreAnswered() throws Exception {
    String sku = shop.product("jvm-mutex", 3);
    Callable<Answer> order = () -> shop.order(unique("meters"), sku, 1);
    var answers = new TreeMap<String, Long>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var answer :
          executor.invokeAll(Stream.generate(() -> order).limit(CUSTOMERS).toList())) {
        answers.merge(
            answer.get().status() == 201 ? "accepted" : answer.get().code(), 1L, Long::sum);
      }
    }

    assertThat(answers).containsKey("overloaded").containsKey("accepted");
    var counted = new TreeMap<String, Long>();
    for (Timer timer : meters.get("holdfast.orders").timers()) {
      if (timer.count() > 0) {
        counted.put(timer.getId().getTag("outcome"), timer.count());
      }
    }
    assertThat(counted).isEqualTo(answers);
    assertThat(
            meters
                .get("holdfast.orders")
                .tags("strategy", "none", "outcome", "overloaded")
                .timer()
                .count())
        .isEqualTo(answers.get("overloaded"));
  }

  @Test
  void requestsAreCountedByWhatTheirCallersCannotInvent() {
    String invented = unique("invented");
    byte[] strange = RawHttp.request("PURGE", "/api/v1/" + invented, List.of(), new byte[0]);

    shop.get("/api/v1/products/" + invented).expect(404);
    RawHttp.send(port, strange);

    Awaitility.await()
        .untilAsserted(() -> {
          assertThat(requests("GET", "/api/v1/products/{sku}", "404")).isEqualTo(1);
          assertThat(
                  meters.get("http.server.requests").timers().stream()
                      .flatMap(timer -> timer.getId().getTags().stream())
                      .map(Tag::getValue))
              .contains("other")
              .noneMatch(value -> value.contains(invented) || value.equals("PURGE"));
        });
  }

  private long requests(String method, String uri, String status) {
    return meters
        .get("http.server.requests")
        .tags("method", method, "uri", uri, "status", status)
        .timer()
        .count();
  }
}
