package dev.holdfast.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.redis.server.EmbeddedRedis;
import dev.holdfast.testing.ServiceProcess;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Two processes on one Redis, outside the lab, and a product whose strategy protects only one. */
class SecondInstanceTest {
  private static final int SENT_MAX = 3;
  private static final Duration LEASE = Duration.ofSeconds(1);
  private static final Duration RENEWAL = LEASE.dividedBy(3);

  /** For a busy machine. */
  private static final Duration TOLERANCE = Duration.ofMillis(700);

  private static final int UNITS = 60;

  /** So many that they cannot all be over before the pause begins, however fast the machine. */
  private static final int UNITS_FOR_A_CROWD = 400;

  private static final AtomicInteger KEYS = new AtomicInteger();

  private static EmbeddedRedis redis;

  @BeforeAll
  static void startRedis() {
    redis = EmbeddedRedis.start();
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
    for (int i = 0; i < SENT_MAX; i++) {
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

  private static void awaitSelling(ServiceProcess service, String sku, Duration max) {
    await("orders are taken")
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .atMost(max)
        .until(() -> order(service, sku).equals("201"));
  }

  @Test
  void bothRefuseUntilOneIsGone() throws Exception {
    try (var first = start()) {
      first.stockUp("two", "jvm-mutex", UNITS);
      assertThat(order(first, "two")).isEqualTo("201");
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
        awaitSelling(first, "two", LEASE.plus(RENEWAL).plus(TOLERANCE));
        assertThat(first.log()).contains("Instances that live on this Redis: 1");
      }
    }
  }

  @Test
  void whoIsPausedPastItsLeaseWhileAnotherSellsNeverSells() throws Exception {
    try (var paused = start()) {
      paused.stockUp("five", "jvm-mutex-per-sku", UNITS_FOR_A_CROWD);
      Map<String, String> answers = new ConcurrentHashMap<>();
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < UNITS_FOR_A_CROWD / 2; i++) {
          var _ =
              threads.submit(() -> {
                String key = newKey();
                return answers.put(key, untilAnswered(paused, key));
              });
        }
        // The first answers may be refusals: on a cold instance a crowd waits longer than it may.
        await("some are placed")
            .atMost(Duration.ofSeconds(20))
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(1))
            .until(() -> answers.containsValue("201"));
        paused.signal("STOP");

        try (var other = start()) {
          awaitSelling(other, "five", LEASE.plus(RENEWAL).plus(TOLERANCE));
          var codes = new ArrayList<String>();
          while (!codes.contains("insufficient-stock")) {
            codes.add(order(other, "five"));
          }
          assertThat(codes).containsOnly("201", "insufficient-stock");

          paused.signal("CONT");
          threads.shutdown();
          var since = new ArrayList<String>();
          await("it has renewed its lease several times")
              .atMost(Duration.ofSeconds(20))
              .until(() -> {
                since.add(order(paused, "five"));
                return since.size() > 100;
              });
          // Its connection to Redis may have been given up as silent, and is made anew first.
          assertThat(since)
              .allMatch(
                  code -> List.of("strategy-unavailable", "store-unavailable").contains(code));
          assertThat(since.getLast()).isEqualTo("strategy-unavailable");
        }
      }
      // All orders that it had in progress at its pause were answered, and what is reserved is what
      // somebody was told.
      assertThat(answers).hasSize(UNITS_FOR_A_CROWD / 2);
      // Where on their way the pause met them is luck: which answer they got says nothing, but that
      // some were on their way must be so, or nothing was tried.
      assertThat(answers.values())
          .anyMatch(code -> !code.equals("201"))
          .allMatch(code ->
              List.of(
                      "201",
                      "contended",
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
