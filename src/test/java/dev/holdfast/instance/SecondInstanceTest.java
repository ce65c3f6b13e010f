package dev.holdfast.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.testing.RedisServerProcess;
import dev.holdfast.testing.ServiceProcess;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Two processes on one Redis, outside the lab, and a product whose strategy protects only one. */
class SecondInstanceTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration LEASE = Duration.ofSeconds(1);
  private static final int UNITS = 60;

  /** More than are sold before the pause begins, however fast the machine. */
  private static final int UNITS_FOR_A_CROWD = 1_000_000;

  private static final int CALLERS = 20;

  private static final AtomicInteger KEYS = new AtomicInteger();

  private static RedisServerProcess redis;

  @BeforeAll
  static void startRedis() {
    redis = RedisServerProcess.start();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  private static ServiceProcess start() {
    return ServiceProcess.start(
        "--spring.data.redis.host=127.0.0.1",
        "--spring.data.redis.port=" + redis.port(),
        "--holdfast.lab.enabled=false",
        "--holdfast.instance.lease=" + LEASE.toMillis() + "ms",
        "--holdfast.instance.margin=200ms");
  }

  private static String newKey() {
    return "order-" + KEYS.incrementAndGet();
  }

  private static String code(HttpResponse<String> answer) {
    return answer.statusCode() < 400
        ? Integer.toString(answer.statusCode())
        : new JsonMapper().readTree(answer.body()).path("code").asString();
  }

  private static String order(ServiceProcess service, String sku) throws IOException {
    return code(service.order(newKey(), sku));
  }

  /**
   * A request has a bounded time to arrive ({@code server.tomcat.connection-timeout} for its head,
   * {@code holdfast.web.body-time-max} for its body), which goes on while its instance is paused,
   * even when all of it has come by then: its connection is ended without an answer, or it is
   * answered 408. Its customer sends it again.
   */
  private static String untilAnswered(ServiceProcess service, String key) throws IOException {
    IOException last = new IOException("never sent");
    long start = System.nanoTime();
    while (System.nanoTime() - start < LONG.toNanos()) {
      try {
        String code = code(service.order(key, "five"));
        if (!code.equals("request-timeout")) {
          return code;
        }
        last = new IOException(code);
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  /** Once the lease of the other has ended. How exactly, InstanceRegistryTest tests. */
  private static void awaitSelling(ServiceProcess service, String sku) {
    await("orders are taken")
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .atMost(LONG)
        .until(() -> order(service, sku).equals("201"));
  }

  private static void withdrawAllBut(int units, ServiceProcess service) throws IOException {
    var product = new JsonMapper().readTree(service.get("/api/v1/products/five").body());
    long available = product.path("stock").path("available").asLong();
    assertThat(service.adjust("five", "withdrawal", units - available).statusCode()).isEqualTo(201);
  }

  @Test
  void bothRefuseUntilOneIsGone() throws Exception {
    try (var first = start()) {
      first.stockUp("two", "jvm-mutex", UNITS);
      awaitSelling(first, "two");
      try (var second = start()) {
        first.awaitLogged(Pattern.compile("Instances that live on this Redis: 2"));
        for (var service : List.of(first, second)) {
          var refused = service.order(newKey(), "two");
          assertThat(refused.statusCode()).isEqualTo(503);
          assertThat(refused.body())
              .contains("\"code\":\"strategy-unavailable\"")
              .contains("2 live on this Redis: stop the others");
          assertThat(code(service.register("three", "jvm-mutex-per-sku")))
              .isEqualTo("strategy-not-allowed");
          assertThat(service.get("/api/v1/strategies").body())
              .contains("\"usable\":false,\"whyNotUsable\":\"jvm-mutex is exact on one instance");
          assertThat(code(service.register("four", "redis-script"))).isIn("201", "200");
        }
        second.signal("KILL");
        awaitSelling(first, "two");
        assertThat(first.log()).contains("Instances that live on this Redis: 1");
      }
    }
  }

  @Test
  void whoIsPausedPastItsLeaseWhileAnotherSellsNeverSells() throws Exception {
    try (var paused = start()) {
      paused.stockUp("five", "jvm-mutex-per-sku", UNITS_FOR_A_CROWD);
      Map<String, String> answers = new ConcurrentHashMap<>();
      List<Future<?>> callers = new ArrayList<>();
      var pausing = new AtomicBoolean();
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        // Each has an order in progress when the pause begins.
        for (int i = 0; i < CALLERS; i++) {
          callers.add(
              threads.submit(() -> {
                while (!pausing.get()) {
                  String key = newKey();
                  answers.put(key, untilAnswered(paused, key));
                }
                return null;
              }));
        }
        // The first answers may be refusals: on a cold instance a crowd waits longer than it may.
        await("some are placed")
            .atMost(LONG)
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(1))
            .until(() -> answers.containsValue("201"));
        paused.signal("STOP");
        int before = answers.size();
        pausing.set(true);

        try (var other = start()) {
          awaitSelling(other, "five");
          withdrawAllBut(UNITS, other);
          var codes = new ArrayList<String>();
          while (!codes.contains("insufficient-stock")) {
            codes.add(order(other, "five"));
          }
          assertThat(codes).containsOnly("201", "insufficient-stock");

          paused.signal("CONT");
          var since = new ArrayList<String>();
          await("it has renewed its lease several times")
              .atMost(LONG)
              .until(() -> {
                since.add(untilAnswered(paused, newKey()));
                return since.size() > 100;
              });
          // Its connection to Redis may have been given up as silent, and is made anew first.
          assertThat(since)
              .allMatch(
                  code -> List.of("strategy-unavailable", "store-unavailable").contains(code));
          assertThat(since.getLast()).isEqualTo("strategy-unavailable");
          // All orders that it had in progress at its pause are answered.
          for (var caller : callers) {
            caller.get();
          }
          assertThat(answers.size()).as("in progress at the pause").isGreaterThan(before);
        }
      }
      // Where on their way the pause met them is luck: which answer they got says nothing. One that
      // it met before it read the stock finds that the other has sold all.
      assertThat(answers.values())
          .allMatch(code ->
              List.of(
                      "201",
                      "contended",
                      "insufficient-stock",
                      "strategy-unavailable",
                      "outcome-unknown",
                      "store-unavailable")
                  .contains(code));
      var audit = new JsonMapper().readTree(paused.get("/api/v1/products/five/audit").body());
      assertThat(audit.path("oversold").asLong()).isZero();
      assertThat(audit.path("available").asLong()).isGreaterThanOrEqualTo(0);
    }
  }
}
