package dev.holdfast.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.HoldfastApplication;
import dev.holdfast.postgres.server.EmbeddedPostgres;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.protocol.CommandType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.logging.LoggingSystemProperty;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The profile {@code production} starts on what is right alone, and says what is not. */
@ExtendWith(OutputCaptureExtension.class)
class ProductionStartTest {
  private static final String FAULTY = "/api/v1/faulty";
  private static final JsonMapper JSON = new JsonMapper();
  private static final String TOKEN = "open-sesame-open-sesame";
  private static final int NOBODY = 1;

  private static ProductionRedis redis;

  @BeforeAll
  static void startRedis() {
    redis = new ProductionRedis();
  }

  /**
   * Logging belongs to the JVM: where the service of another test is open still, one that starts
   * would take its log for initialized, and go on in its format.
   */
  @BeforeAll
  static void initializeLoggingAnew() {
    LoggingSystem.get(ProductionStartTest.class.getClassLoader()).cleanUp();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  /** Logging belongs to the JVM: the tests after these ones read plain lines again. */
  @AfterAll
  static void logPlainly() {
    System.clearProperty(
        LoggingSystemProperty.CONSOLE_STRUCTURED_FORMAT.getEnvironmentVariableName());
    var logging = LoggingSystem.get(ProductionStartTest.class.getClassLoader());
    logging.cleanUp();
    logging.beforeInitialize();
    logging.initialize(new LoggingInitializationContext(new StandardEnvironment()), null, null);
  }

  @AfterEach
  void asProductionWantsIt() {
    var commands = redis.commands();
    commands.aclSetuser("default", AclSetuserArgs.Builder.allCommands());
    commands.configSet("maxmemory-policy", "noeviction");
    commands.configSet("appendonly", "yes");
    commands.configSet("save", "");
    commands.flushall();
  }

  /**
   * A right configuration with changes.
   *
   * @param changes {@code name=value}, or {@code -name} to take a property away
   */
  private static String[] arguments(int redisPort, String... changes) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("spring.profiles.active", "production");
    properties.put("server.port", "0");
    properties.put("spring.data.redis.host", "127.0.0.1");
    properties.put("spring.data.redis.port", Integer.toString(redisPort));
    properties.put("spring.data.redis.password", ProductionRedis.PASSWORD);
    properties.put("holdfast.admin-token", TOKEN);
    for (String change : changes) {
      if (change.startsWith("-")) {
        properties.remove(change.substring(1));
      } else {
        int equals = change.indexOf('=');
        properties.put(change.substring(0, equals), change.substring(equals + 1));
      }
    }
    return properties.entrySet().stream()
        .map(property -> "--" + property.getKey() + "=" + property.getValue())
        .toArray(String[]::new);
  }

  private static ConfigurableApplicationContext start(String... changes) {
    return SpringApplication.run(HoldfastApplication.class, arguments(redis.port(), changes));
  }

  /** Nobody answers where Redis should be, and yet it is not Redis that is missed. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          -spring.data.redis.host -spring.data.redis.port | spring.data.redis.host is not set: the production profile does not start on the embedded redis-server, which keeps nothing.
          -spring.data.redis.password                     | spring.data.redis.password is not set: in the production profile Redis must ask for one.
          spring.data.redis.password=                     | spring.data.redis.password is not set: in the production profile Redis must ask for one.
          -spring.data.redis.password spring.data.redis.username=holdfast | spring.data.redis.password is not set: in the production profile Redis must ask for one.
          -spring.data.redis.password spring.data.redis.sentinel.master=m spring.data.redis.sentinel.nodes=h:1 spring.data.redis.sentinel.password=p | spring.data.redis.password is not set: in the production profile Redis must ask for one.
          spring.data.redis.url=redis://127.0.0.1:1       | spring.data.redis.url has no password: in the production profile Redis must ask for one.
          spring.data.redis.url=redis://user:@127.0.0.1:1 | spring.data.redis.url has no password: in the production profile Redis must ask for one.
          spring.data.redis.connect-timeout=2s            | spring.data.redis.connect-timeout cannot be used: holdfast.redis.connect-timeout bounds every connection.
          holdfast.store=postgres                         | spring.datasource.url is not set: the production profile does not start on the embedded PostgreSQL, whose data is gone when it stops.
          holdfast.store=postgres spring.datasource.url=jdbc:postgresql://h/d | spring.datasource.password is not set: in the production profile PostgreSQL must ask for one.
          holdfast.store=postgres spring.datasource.url=jdbc:postgresql://127.0.0.1:1/d?password=open-sesame | PostgreSQL cannot be used at 127.0.0.1:1/d (the connection was refused); spring.datasource.* says which PostgreSQL to use.
          holdfast.lab.enabled=true                       | holdfast.lab.enabled cannot be 'true': in the production profile nothing may oversell.
          holdfast.products.default-strategy=jvm-mutex    | holdfast.products.default-strategy cannot be 'jvm-mutex': in the production profile it must be exact among all instances.
          holdfast.products.default-strategy=unguarded    | holdfast.products.default-strategy cannot be 'unguarded': in the production profile it must be exact among all instances.
          -holdfast.admin-token                           | holdfast.admin-token is not set: in the production profile administration needs one.
          holdfast.admin-token=open-sesame                | holdfast.admin-token cannot be used: it must be 16 to 512 visible ASCII characters without spaces.
          """)
  void whatConfigurationShowsIsRefusedBeforeRedisIsAsked(
      String changes, String sentence, CapturedOutput output) {
    refused(NOBODY, output, sentence, changes.split(" "));
  }

  @Test
  void allThatIsWrongIsSaidAtOnce(CapturedOutput output) {
    refused(
        NOBODY,
        output,
        "spring.data.redis.password is not set: in the production profile Redis must ask for one."
            + " holdfast.lab.enabled cannot be 'true': in the production profile nothing may"
            + " oversell. holdfast.admin-token is not set: in the production profile administration"
            + " needs one.",
        "-spring.data.redis.password",
        "holdfast.lab.enabled=true",
        "-holdfast.admin-token");
  }

  /** With a password in the URL, or a user's beside the property, only Redis itself is missed. */
  @ParameterizedTest
  @CsvSource({
    "spring.data.redis.url=redis://user:secret@127.0.0.1:1 -spring.data.redis.password",
    "spring.data.redis.url=redis://:secret@127.0.0.1:1 -spring.data.redis.password",
    "spring.data.redis.username=holdfast"
  })
  void aPasswordInOtherPlacesIsOneToo(String changes, CapturedOutput output) {
    refused(
        NOBODY,
        output,
        "Redis cannot be reached at 127.0.0.1:1 (the connection was refused);"
            + " spring.data.redis.* says which Redis to use.",
        changes.split(" "));
  }

  @Test
  void aRedisThatEvictsIsRefusedUnlessThatIsMeant(CapturedOutput output) {
    redis.commands().configSet("maxmemory-policy", "allkeys-lru");
    refused(
        redis.port(),
        output,
        "Redis has maxmemory-policy 'allkeys-lru': in the production profile it must be noeviction,"
            + " or stock and orders may be evicted, unless"
            + " holdfast.production.accept-eviction=true.");

    start("holdfast.production.accept-eviction=true").close();
    assertThat(warnings(output)).hasSize(1).first().asString().contains("may evict");
  }

  @Test
  void aRedisThatKeepsNothingIsRefusedUnlessThatIsMeant(CapturedOutput output) {
    redis.commands().configSet("appendonly", "no");
    refused(
        redis.port(),
        output,
        "Redis keeps nothing on disk, with appendonly 'no' and no save points: in the production"
            + " profile it must, or its restart loses all stock and every order, unless"
            + " holdfast.production.accept-data-loss=true.");

    start("holdfast.production.accept-data-loss=true").close();
    assertThat(warnings(output)).hasSize(1).first().asString().contains("keeps nothing on disk");
  }

  @Test
  void aPostgresqlThatMayLoseOrdersIsRefused(CapturedOutput output) {
    try (var postgres = EmbeddedPostgres.startUntilClosed(Map.of("fsync", "off"))) {
      var login = postgres.administrator();
      refused(
          NOBODY,
          output,
          "PostgreSQL has fsync 'off': in the production profile it must be on, or a power cut"
              + " loses orders and may damage all data. The role of spring.datasource.username is a"
              + " superuser: in the production profile it must have the rights that"
              + " docs/operations/postgresql.md lists, and no more.",
          "holdfast.store=postgres",
          "spring.datasource.url=" + login.url(),
          "spring.datasource.username=" + login.user(),
          "spring.datasource.password=" + login.password());
    }
  }

  @Test
  void aRedisWithSavePointsKeepsSomething(CapturedOutput output) {
    redis.commands().configSet("appendonly", "no");
    redis.commands().configSet("save", "60 1");
    start().close();
    assertThat(warnings(output)).isEmpty();
  }

  @Test
  void aRedisThatDoesNotTellIsWarnedOf(CapturedOutput output) {
    redis
        .commands()
        .aclSetuser("default", AclSetuserArgs.Builder.removeCommand(CommandType.CONFIG));
    start().close();
    assertThat(warnings(output)).hasSize(1).first().asString().contains("CONFIG GET");
  }

  @Test
  void aRightConfigurationStartsAndServes(CapturedOutput output) throws Exception {
    try (var context = start()) {
      var service = new Caller(context);

      assertThat(service.send("PUT", "/api/v1/products/a", "", "{\"name\":\"n\"}").statusCode())
          .isEqualTo(401);
      assertThat(service.send("PUT", "/api/v1/products/a", TOKEN, "{\"name\":\"n\"}").statusCode())
          .isEqualTo(201);
      // Confirming says that the money is there: a customer cannot, not even while placing.
      String confirmed = "{\"lines\":[{\"sku\":\"a\",\"quantity\":1}],\"confirm\":true}";
      for (String path : List.of("/o/confirm", "/o/extend")) {
        assertThat(service.send("POST", "/api/v1/orders" + path, "", "").statusCode())
            .as(path)
            .isEqualTo(401);
      }
      assertThat(service.send("PUT", "/api/v1/orders/o/lines", "", "{}").statusCode())
          .isEqualTo(401);
      assertThat(service.place("", confirmed).statusCode()).isEqualTo(401);
      assertThat(service.place(TOKEN, confirmed).statusCode()).isEqualTo(409);
      assertThat(service.place("", confirmed.replace("true", "false")).statusCode()).isEqualTo(409);
      assertThat(service.send("POST", "/api/v1/orders/o/cancel", "", "").statusCode())
          .isEqualTo(404);
      assertThat(service.send("GET", "/readyz", "", "").statusCode()).isEqualTo(200);
      assertThat(service.send("GET", "/v3/api-docs", "", "").statusCode()).isEqualTo(404);
      assertThat(service.send("GET", "/swagger-ui.html", "", "").statusCode()).isEqualTo(404);
      assertThat(service.send("GET", "/swagger-ui/index.html", "", "").statusCode()).isEqualTo(404);
      assertThat(service.send("GET", "/", "", "").statusCode()).isEqualTo(200);
      assertThat(service.send("GET", "/console", "", "").statusCode()).isEqualTo(404);
      assertThat(service.send("GET", "/api/v1/console/stream", TOKEN, "").statusCode())
          .isEqualTo(404);
      assertThat(service.send("GET", "/api/v1/store", "", "").statusCode()).isEqualTo(401);
    }
    assertThat(output.getAll()).doesNotContain("sesame").doesNotContain(ProductionRedis.PASSWORD);
    assertThat(messages(output))
        .anyMatch(
            m -> m.matches("Holdfast is at http://127.0.0.1:\\d+; it listens on loopback only"))
        .anyMatch(m -> m.matches("Redis: Redis 7.* keeps its data in an append-only file"))
        .contains(
            "Default strategy: redis-script; lab mode is off; administration needs the admin"
                + " token");
  }

  @Test
  void theLogIsJsonThatNamesTheRequestAndNobodysKey(CapturedOutput output) throws Exception {
    var application = new SpringApplication(HoldfastApplication.class);
    application.addInitializers(context ->
        ((GenericApplicationContext) context)
            .registerBean("faulty", RouterFunction.class, ProductionStartTest::faulty));
    try (var context = application.run(arguments(redis.port()))) {
      var service = new Caller(context);
      service.send("PUT", "/api/v1/products/b", TOKEN, "{\"name\":\"n\"}");
      var adjusted =
          service.send(
              service
                  .request("POST", "/api/v1/products/b/stock-adjustments", TOKEN)
                  .header("Idempotency-Key", "somebody@example.org")
                  .POST(BodyPublishers.ofString("{\"delta\":1,\"reason\":\"for Jane Doe\"}")));
      assertThat(adjusted.statusCode()).isEqualTo(201);
      service.send("PUT", "/api/v1/products/b", TOKEN, "{\"name\":\"Jane Doe\"}");
      var answer =
          service.send(
              service
                  .request("GET", FAULTY, TOKEN)
                  .header("X-Request-Id", "from-the-caller.1")
                  .header("Idempotency-Key", "somebody@example.org"));

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(500);
      assertThat(answer.headers().firstValue("X-Request-Id")).contains("from-the-caller.1");
    }
    var faults = lines(output).stream().filter(l -> level(l).equals("ERROR")).toList();
    assertThat(faults).hasSize(1);
    assertThat(faults.get(0).at("/http/request/id").asString()).isEqualTo("from-the-caller.1");
    assertThat(faults.get(0).at("/service/name").asString()).isEqualTo("holdfast");
    assertThat(faults.get(0).at("/error/stack_trace").asString()).contains("dev.holdfast");
    assertThat(output.getAll()).doesNotContain("somebody@").doesNotContain("Jane");
  }

  /** A call with a fault of ours. */
  private static RouterFunction<ServerResponse> faulty() {
    return RouterFunctions.route()
        .GET(
            FAULTY,
            request -> {
              throw new IllegalStateException("planted");
            })
        .build();
  }

  private static void refused(
      int redisPort, CapturedOutput output, String sentence, String... changes) {
    assertThatThrownBy(
            () -> SpringApplication.run(HoldfastApplication.class, arguments(redisPort, changes)))
        .isInstanceOf(Exception.class);
    var problems = lines(output).stream().filter(line -> !level(line).equals("INFO")).toList();
    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).path("message").asString())
        .isEqualTo("Holdfast does not start. " + sentence);
    assertThat(problems.get(0).has("error")).as("no stack").isFalse();
    assertThat(output.getAll())
        .doesNotContain("sesame")
        .doesNotContain("secret")
        .doesNotContain(ProductionRedis.PASSWORD);
  }

  /**
   * Every line of the log; each must be an object of its own. A client of Redis that another test
   * closed may still report, on a thread of its own, that its event loop has ended: Netty's lines
   * are left out. So is what Logback says of itself: while its configuration is replaced, a service
   * of another test in this JVM may find no appender.
   */
  private static List<JsonNode> lines(CapturedOutput output) {
    return output
        .getAll()
        .lines()
        .filter(line -> !line.matches("[0-9:,]+ \\|-WARN in Logger\\[.* No appenders present .*"))
        .map(JSON::readTree)
        .peek(line -> assertThat(line.at("/ecs/version").asString("")).isNotEmpty())
        .filter(line -> !line.at("/log/logger").asString("").startsWith("io.netty."))
        .toList();
  }

  private static String level(JsonNode line) {
    return line.at("/log/level").asString();
  }

  private static List<String> messages(CapturedOutput output) {
    return lines(output).stream().map(line -> line.path("message").asString()).toList();
  }

  private static List<JsonNode> warnings(CapturedOutput output) {
    return lines(output).stream().filter(line -> level(line).equals("WARN")).toList();
  }

  /** A client that calls the service. */
  private static final class Caller {
    private final HttpClient http = HttpClient.newHttpClient();
    private final String root;

    Caller(ConfigurableApplicationContext context) {
      root = "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
    }

    HttpRequest.Builder request(String method, String path, String token) {
      var request =
          HttpRequest.newBuilder(URI.create(root + path))
              .header("Content-Type", "application/json")
              .method(method, BodyPublishers.noBody());
      return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    HttpResponse<String> send(String method, String path, String token, String body)
        throws Exception {
      return send(request(method, path, token).method(method, BodyPublishers.ofString(body)));
    }

    HttpResponse<String> place(String token, String body) throws Exception {
      return send(
          request("POST", "/api/v1/orders", token)
              .header("Idempotency-Key", "a-key")
              .POST(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
      return http.send(request.build(), BodyHandlers.ofString());
    }
  }
}
