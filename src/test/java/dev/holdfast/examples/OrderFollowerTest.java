package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.HoldfastApplication;
import dev.holdfast.examples.OrderFollower.Reader;
import dev.holdfast.examples.OrderFollower.State;
import dev.holdfast.redis.server.EmbeddedRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.XTrimArgs;
import io.lettuce.core.api.sync.RedisCommands;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/**
 * The example of a program that follows orders misses none, and takes none for handled that is not.
 */
class OrderFollowerTest {
  private static final String TICKET = "ticket-1";

  private static ConfigurableApplicationContext service;
  private static RedisClient client;
  private static RedisCommands<String, String> redis;
  private static URI holdfast;
  private static final HttpClient http = HttpClient.newHttpClient();

  /** What the program keeps: the last state that it has handled of each order. */
  private final Map<String, State> handled = new HashMap<>();

  private final List<String> told = new ArrayList<>();
  private final String group = "group-" + UUID.randomUUID();
  private final OrderFollower follower = follower("one");

  @BeforeAll
  static void start() throws Exception {
    service =
        SpringApplication.run(
            HoldfastApplication.class, "--server.port=0", "--management.server.port=0");
    holdfast =
        URI.create("http://127.0.0.1:" + service.getEnvironment().getProperty("local.server.port"));
    client =
        RedisClient.create(
            RedisURI.create("127.0.0.1", service.getBean(EmbeddedRedis.class).port()));
    redis = client.connect().sync();
    send("PUT", "/api/v1/products/" + TICKET, "-", "{\"name\":\"Front row ticket\"}");
    send(
        "POST",
        "/api/v1/products/" + TICKET + "/stock-adjustments",
        "delivery",
        "{\"delta\":100,\"reason\":\"delivery\"}");
  }

  @AfterAll
  static void stop() {
    http.shutdownNow();
    client.shutdown();
    service.close();
  }

  /** Everything there was before this test is handled. */
  @BeforeEach
  void catchUp() throws Exception {
    follow(follower);
    told.clear();
  }

  @Test
  void everyOrderIsToldOnceAsItIs() throws Exception {
    String order = place("a");
    follow(follower);
    send("POST", "/api/v1/orders/" + order + "/confirm", "-", "");
    follow(follower);
    follow(follower);
    assertThat(told).containsExactly(order + " RESERVED", order + " CONFIRMED");
  }

  @Test
  void whatAFollowerDiedOfIsHandledByAnother() throws Exception {
    var dying =
        new OrderFollower(
            redis,
            holdfast,
            "",
            new Reader(group, "dying", Duration.ZERO),
            state -> {
              throw new IllegalStateException("it dies");
            });
    String order = place("b");
    assertThatThrownBy(() -> follow(dying)).hasMessageStartingWith("it dies");
    follow(follower("two"));
    assertThat(told).containsExactly(order + " RESERVED");
  }

  @Test
  void anOrderThatIsPlacedAnewAfterItWasForgottenIsToldAgain() throws Exception {
    String order = place("c");
    send("POST", "/api/v1/orders/" + order + "/cancel", "-", "");
    follow(follower);
    // As after its retention, which is an hour at least.
    redis.keys("holdfast:{o*}:order:" + order).forEach(redis::del);
    redis.hdel("holdfast:{" + TICKET + "}:reservations", order);
    assertThat(place("c")).isEqualTo(order);
    follow(follower);
    assertThat(told).containsExactly(order + " CANCELLED", order + " RESERVED");
  }

  @Test
  void aStreamThatIsGoneEndsNothingAndLosesNothing() throws Exception {
    String order = place("d");
    redis.keys("holdfast:{o*}:events").forEach(redis::del);
    follow(follower);
    String later = place("e");
    follow(follower);
    assertThat(told).containsExactly(order + " RESERVED", later + " RESERVED");
  }

  @Test
  void eventsThatAreTrimmedUnreadAreMadeUpForByTheListing() throws Exception {
    String order = place("f");
    for (String stream : redis.keys("holdfast:{o*}:events")) {
      redis.xtrim(stream, XTrimArgs.Builder.maxlen(0).exactTrimming());
    }
    follow(follower);
    assertThat(told).containsExactly(order + " RESERVED");
  }

  @Test
  void soAreThoseThatWereReadAndNotHandled() throws Exception {
    var dying =
        new OrderFollower(
            redis,
            holdfast,
            "",
            new Reader(group, "dying", Duration.ZERO),
            state -> {
              throw new IllegalStateException("it dies");
            });
    String order = place("g");
    assertThatThrownBy(() -> follow(dying)).hasMessage("it dies");
    for (String stream : redis.keys("holdfast:{o*}:events")) {
      redis.xtrim(stream, XTrimArgs.Builder.maxlen(0).exactTrimming());
    }
    follow(follower("two"));
    assertThat(told).containsExactly(order + " RESERVED");
  }

  private OrderFollower follower(String name) {
    return new OrderFollower(
        redis,
        holdfast,
        "",
        new Reader(group, name, Duration.ZERO),
        state -> {
          if (state.isNewsAfter(handled.get(state.id()))) {
            handled.put(state.id(), state);
            told.add(state.id() + " " + state.status());
          }
        });
  }

  private static void follow(OrderFollower follower) throws Exception {
    while (follower.round() > 0) {
      // There may be more.
    }
  }

  private static String place(String key) throws Exception {
    String order =
        send(
            "POST",
            "/api/v1/orders",
            key,
            "{\"lines\":[{\"sku\":\"%s\",\"quantity\":1}]}".formatted(TICKET));
    return new JsonMapper().readTree(order).path("id").asString();
  }

  private static String send(String method, String path, String key, String json) throws Exception {
    var request =
        HttpRequest.newBuilder(holdfast.resolve(path))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .method(
                method, json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
    if (!key.equals("-")) {
      request.header("Idempotency-Key", key);
    }
    var answer = http.send(request.build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
    return answer.body();
  }
}
