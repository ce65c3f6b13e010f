package dev.holdfast.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.HoldfastApplication;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.RedisServerProcess;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/** The rights that the documentation lists are enough, and a right that is missing is named. */
@ExtendWith(OutputCaptureExtension.class)
class RedisRightsTest {
  private static final String PASSWORD = "the-password-of-holdfast";
  private static final Pattern DOCUMENTED =
      Pattern.compile("<!-- least-rights -->\\s+```text\\s+ACL SETUSER holdfast (.+)\\s+```");
  private static final Pattern CALLED = Pattern.compile("redis\\.p?call\\('([A-Z]+)'");
  private static final Pattern TRIED = Pattern.compile("\\{'([A-Z]+)'");

  private static RedisServerProcess redis;
  private static RedisClient client;
  private static RedisCommands<String, String> admin;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private String root = "";

  @BeforeAll
  static void startRedis() {
    redis = RedisServerProcess.start();
    client = RedisClient.create(RedisURI.create("127.0.0.1", redis.port()));
    admin = client.connect().sync();
  }

  @AfterAll
  static void stopRedis() {
    client.shutdown();
    redis.close();
  }

  @BeforeEach
  void nothingIsLogged() {
    admin.flushall();
    admin.aclLogReset();
  }

  private static List<String> documentedRights() throws IOException {
    var found = DOCUMENTED.matcher(Files.readString(Path.of("docs/operations/security.md")));
    assertThat(found.find()).as("the documented rights").isTrue();
    return List.of(found.group(1).replace("PASSWORD", PASSWORD).split(" "));
  }

  private static void setUser(List<String> rights, String... more) {
    var arguments = new CommandArgs<>(StringCodec.UTF8).add("SETUSER").add("holdfast").add("reset");
    rights.forEach(arguments::add);
    Arrays.stream(more).forEach(arguments::add);
    admin.dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), arguments);
  }

  private ConfigurableApplicationContext start() {
    var context =
        SpringApplication.run(
            HoldfastApplication.class,
            "--server.port=0",
            "--spring.data.redis.host=127.0.0.1",
            "--spring.data.redis.port=" + redis.port(),
            "--spring.data.redis.username=holdfast",
            "--spring.data.redis.password=" + PASSWORD,
            "--holdfast.sweeper.interval=200ms");
    root = "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
    return context;
  }

  @Test
  void theDocumentedRights_areEnoughForEveryStrategy() throws Exception {
    setUser(documentedRights());
    try (var context = start()) {
      var expiring = new LinkedHashMap<String, String>();
      for (StrategyType strategy : StrategyType.of(StoreKind.REDIS)) {
        expiring.put(strategy.id(), expiring(strategy.id()));
      }
      for (var order : expiring.entrySet()) {
        lifeOfOrders(order.getKey(), order.getValue());
      }
      waits();
      assertThat(deniedCommands()).isEmpty();
    }
  }

  /** An order of a product without stock that comes while it waits. */
  private void waits() throws Exception {
    ok(register("waited", "redis-script"));
    var placing =
        CompletableFuture.supplyAsync(() -> {
          try {
            return order("waited", "waits", ",\"waitForStock\":\"PT20S\"");
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> admin.hexists("holdfast:{waited}:totals", "waitedUntil"));
    ok(
        post(
            "/api/v1/products/waited/stock-adjustments",
            "supply-waited",
            "{\"delta\":1,\"reason\":\"test\"}"));
    assertThat(placing.get(60, TimeUnit.SECONDS)).isNotEmpty();
  }

  @Test
  void aCommandThatIsMissing_isNamedByTheStart(CapturedOutput output) throws Exception {
    setUser(documentedRights(), "-zmscore", "-hincrby");
    assertThatThrownBy(this::start).isInstanceOf(Exception.class);
    assertThat(output.getAll())
        .contains(
            "The Redis user may not run hincrby, zmscore on keys 'holdfast:*': give it the rights");
  }

  @Test
  void aChannelThatIsMissing_refusesRedissonsStrategiesAlone(CapturedOutput output)
      throws Exception {
    setUser(documentedRights(), "resetchannels");
    try (var context = start()) {
      assertThat(output.getAll())
          .contains("Strategies with Redisson's locks or permits are not offered: the Redis user");
      var refused = register("redisson-lock", "redisson-lock");
      assertThat(refused.statusCode()).isEqualTo(422);
      assertThat(refused.body()).contains("strategy-not-allowed", "the Redis user may not");
      lifeOfOrders("redis-script", expiring("redis-script"));
      // Signals are done without.
      waits();
    }
  }

  /** A script that is added with a new command fails here until the start tries that command. */
  @Test
  void everyCommandOfAScript_isTriedByTheStart() throws Exception {
    var called = new TreeSet<String>();
    try (Stream<Path> scripts = Files.walk(Path.of("src/main/resources/redis"))) {
      for (Path script : scripts.filter(Files::isRegularFile).toList()) {
        CALLED.matcher(Files.readString(script)).results().forEach(r -> called.add(r.group(1)));
      }
    }
    var tried = new TreeSet<String>();
    try (InputStream in = getClass().getResourceAsStream("/redis/instance/access_check.lua")) {
      TRIED
          .matcher(new String(Objects.requireNonNull(in).readAllBytes()))
          .results()
          .forEach(r -> tried.add(r.group(1)));
    }
    assertThat(called).isNotEmpty();
    assertThat(tried).containsAll(called);
  }

  /** A product with stock, and an order of it that expires soon. */
  private String expiring(String sku) throws Exception {
    ok(register(sku, sku));
    ok(
        post(
            "/api/v1/products/" + sku + "/stock-adjustments",
            "supply-" + sku,
            "{\"delta\":10,\"reason\":\"test\"}"));
    return order(sku, "3", ",\"reservationTime\":\"PT1S\"");
  }

  private void lifeOfOrders(String sku, String expired) throws Exception {
    String confirmed = order(sku, "1", "");
    ok(
        post(
            "/api/v1/orders/" + confirmed + "/extend",
            "",
            "{\"expiresAt\":\"2099-01-01T00:00:00Z\"}"));
    ok(
        send(
            "PUT",
            "/api/v1/orders/" + confirmed + "/lines",
            "",
            "{\"lines\":[{\"sku\":\"%s\",\"quantity\":2}]}".formatted(sku)));
    ok(post("/api/v1/orders/" + confirmed + "/confirm", "", ""));
    ok(post("/api/v1/orders/" + order(sku, "2", "") + "/cancel", "", ""));
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() ->
            assertThat(send("GET", "/api/v1/orders/" + expired, "", "").body())
                .contains("EXPIRED"));
    assertThat(post("/api/v1/orders", "short-" + sku, lines(sku, 99, "")).statusCode())
        .isEqualTo(409);
    ok(send("GET", "/api/v1/products/" + sku + "/audit?deep=true", "", ""));
    ok(
        post(
            "/api/v1/products/" + sku + "/reconciliations",
            "",
            "{\"dryRun\":false,\"reason\":\"t\"}"));
    ok(send("GET", "/api/v1/products", "", ""));
    ok(send("GET", "/api/v1/orders", "", ""));
  }

  private String order(String sku, String key, String more) throws Exception {
    var placed = ok(post("/api/v1/orders", key + "-" + sku, lines(sku, 1, more)));
    return new JsonMapper().readTree(placed.body()).get("id").asString();
  }

  private static String lines(String sku, int quantity, String more) {
    return "{\"lines\":[{\"sku\":\"%s\",\"quantity\":%d}]%s}".formatted(sku, quantity, more);
  }

  private HttpResponse<String> register(String sku, String strategy) throws Exception {
    return send(
        "PUT",
        "/api/v1/products/" + sku,
        "",
        "{\"name\":\"test\",\"strategy\":\"%s\"}".formatted(strategy));
  }

  private HttpResponse<String> post(String path, String key, String body) throws Exception {
    return send("POST", path, key, body);
  }

  private HttpResponse<String> send(String method, String path, String key, String body)
      throws Exception {
    var request = HttpRequest.newBuilder(URI.create(root + path)).timeout(Duration.ofSeconds(30));
    if (!key.isEmpty()) {
      request.header("Idempotency-Key", "rights-" + key);
    }
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    return http.send(
        request
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static HttpResponse<String> ok(HttpResponse<String> response) {
    assertThat(response.statusCode())
        .as("%s %s, denied: %s", response.request(), response.body(), deniedCommands())
        .isBetween(200, 299);
    return response;
  }

  /** CONFIG GET, and a key on which Redisson tries what Valkey can do, are done without. */
  private static List<Object> deniedCommands() {
    return admin.aclLog().stream()
        .map(entry -> entry.get("reason") + " " + entry.get("object"))
        .filter(denied -> !List.of("command config|get", "key test1").contains(denied))
        .map(Object.class::cast)
        .toList();
  }
}
