package dev.holdfast.http;

import static dev.holdfast.http.Shop.unique;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Administration is for those who have the token; what customers do is for everybody. */
@TestPropertySource(
    properties = {
      "holdfast.admin-token=" + AdminTokenTest.TOKEN,
      "holdfast.admin-token-before=" + AdminTokenTest.BEFORE
    })
@DirtiesContext
@ExtendWith(OutputCaptureExtension.class)
@RedisOnly("It is about the token, which no store sees.")
class AdminTokenTest extends RunningService {
  static final String TOKEN = "open-sesame-open-sesame";
  static final String BEFORE = "sesame-of-yesterday";

  /** A call that is not in this list needs the token: whoever adds one decides here, too. */
  private static final Set<String> OPEN =
      Set.of(
          "POST /api/v1/orders",
          "GET /api/v1/orders/{id}",
          "POST /api/v1/orders/{id}/confirm",
          "POST /api/v1/orders/{id}/cancel",
          "POST /api/v1/orders/{id}/extend",
          "PUT /api/v1/orders/{id}/lines",
          "GET /api/v1/products",
          "GET /api/v1/products/{sku}",
          "GET /api/v1/stock",
          "GET /api/v1/strategies",
          "GET /",
          "GET /race",
          "GET /race/",
          "GET /console",
          "GET /console/",
          "GET /v3/api-docs",
          "GET /v3/api-docs.yaml",
          "GET /v3/api-docs/swagger-config",
          "GET /swagger-ui.html");

  private static final byte[] NO_BODY = new byte[0];

  @Autowired
  @Qualifier("requestMappingHandlerMapping")
  RequestMappingHandlerMapping mappings;

  @Test
  void everyCallThatIsMappedNeedsTheTokenUnlessItIsMeantForEverybody() {
    var calls = new TreeSet<String>();
    for (var mapping : mappings.getHandlerMethods().keySet()) {
      var methods = mapping.getMethodsCondition().getMethods();
      for (String path : mapping.getPatternValues()) {
        // Tomcat answers TRACE itself.
        (methods.isEmpty() ? EnumSet.complementOf(EnumSet.of(RequestMethod.TRACE)) : methods)
            .forEach(method -> calls.add(method + " " + path));
      }
    }
    assertThat(calls).containsAll(OPEN);
    assertThat(calls.stream().filter(call -> !isRefused(call)).collect(toSet()))
        .containsExactlyInAnyOrderElementsOf(OPEN);
  }

  @Test
  void theDescriptionTellsWhichCallsNeedTheToken() {
    var description = shop.get("/v3/api-docs").expect(200).json();
    var closed = new TreeSet<String>();
    for (var path : description.path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        String call = operation.getKey().toUpperCase(java.util.Locale.ROOT) + " " + path.getKey();
        var security = operation.getValue().path("security");
        boolean locked = security.at("/0").has("adminToken");
        // A call that holdfast.open-calls may close tells that, too.
        boolean mayBe = locked || security.at("/1").has("adminToken");
        var answer = operation.getValue().path("responses").path("401");
        assertThat(answer.has("description")).as(call + " lists 401").isEqualTo(mayBe);
        assertThat(answer.path("headers").has("WWW-Authenticate")).as(call).isEqualTo(mayBe);
        assertThat(isRefused(call)).as(call + " is refused").isEqualTo(locked);
        if (locked) {
          closed.add(call);
        }
      }
    }
    assertThat(closed)
        .contains(
            "PUT /api/v1/products/{sku}",
            "POST /api/v1/products/{sku}/stock-adjustments",
            "GET /api/v1/products/{sku}/audit",
            "POST /api/v1/lab/reference-orders",
            "POST /api/v1/lab/script-reference-orders",
            "GET /api/v1/lab/races",
            "GET /api/v1/lab/races/options",
            "POST /api/v1/lab/races",
            "GET /api/v1/lab/races/{id}",
            "GET /api/v1/lab/races/{id}/stream",
            "DELETE /api/v1/lab/races/{id}",
            "POST /api/v1/lab/smallest-races");
    var scheme = description.at("/components/securitySchemes/adminToken");
    assertThat(scheme.path("scheme").asString()).isEqualTo("bearer");
  }

  /** Each variable of the path becomes some text. */
  private boolean isRefused(String call) {
    String[] parts = call.replaceAll("\\{\\w+}", "x").split(" ");
    var answer = send(parts[0], parts[1]);
    boolean refused = answer.status() == 401;
    if (refused) {
      assertThat(answer.header("WWW-Authenticate")).as(call).contains("Bearer");
    }
    return refused;
  }

  /** What is added below an order's path is closed until it is listed. */
  @Test
  void aCommandThatIsNotListedIsAdministration() {
    send("POST", "/api/v1/orders/5o3hjhi7vsfe5kz2qkprkqcsgq/refund")
        .expectProblem(401, "unauthorized");
  }

  private Answer send(String method, String path, String... headers) {
    return RawHttp.send(port, RawHttp.request(method, path, List.of(headers), NO_BODY));
  }

  @Test
  void withTheTokenAShopIsRunAndWithoutItIsUsed() {
    var admin = new Shop(port, TOKEN);
    String sku = admin.product("redis-script", 3);

    String order = shop.order(unique("key"), sku, 2).expect(201).text("id");
    shop.read(order).expect(200);
    shop.cancel(order).expect(200);
    assertThat(shop.available(sku)).isEqualTo(3);
    shop.get("/api/v1/stock?sku=" + sku).expect(200);
    shop.get("/livez").expect(200);
    shop.get("/readyz").expect(200);
    assertThat(send("HEAD", "/api/v1/products/" + sku).status()).isEqualTo(200);
    assertThat(admin.audit(sku, true).path("conserved").asBoolean()).isTrue();

    shop.adjust(sku, unique("key"), 1).expectProblem(401, "unauthorized");
    shop.register(sku, "{\"name\":\"Mine now\"}").expectProblem(401, "unauthorized");
    shop.get("/api/v1/products/" + sku + "/audit").expectProblem(401, "unauthorized");
    assertThat(shop.available(sku)).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Bearer",
        "Bearer open-sesame-open-sesamE",
        "Bearer open-sesame-open-sesam",
        "Bearer open-sesame-open-sesame1",
        "Bearer  open-sesame-open-sesame",
        "Bearer open-sesame-open-sesame, Bearer",
        "open-sesame-open-sesame",
        "Token open-sesame-open-sesame",
        "Bearer %6fpen-sesame-open-sesame"
      })
  void anythingButTheTokenIsRefused(String authorization) {
    send("GET", "/api/v1/products/any/audit", "Authorization: " + authorization)
        .expectProblem(401, "unauthorized")
        .expectField("Authorization");
  }

  @Test
  void theTokenCountsInItsHeaderAlone() {
    String basic = Base64.getEncoder().encodeToString(("admin:" + TOKEN).getBytes(UTF_8));
    String audit = "/api/v1/products/any/audit";

    send("GET", audit, "Authorization: Basic " + basic).expectProblem(401, "unauthorized");
    send("GET", audit + "?access_token=" + TOKEN).expectProblem(401, "unauthorized");
    send("GET", audit, "X-Admin-Token: " + TOKEN).expectProblem(401, "unauthorized");
    send("GET", audit, "Authorization: Bearer " + TOKEN).expectProblem(404, "unknown-sku");
    send("GET", audit, "authorization: bearer " + TOKEN).expectProblem(404, "unknown-sku");
  }

  /** While the token is changed, instances and clients that know one of the two go on. */
  @Test
  void theTokenOfBeforeAdministersToo() {
    String sku = new Shop(port, BEFORE).product("redis-script", 3);
    send("GET", "/api/v1/products/" + sku + "/audit", "Authorization: Bearer " + BEFORE + "x")
        .expectProblem(401, "unauthorized");
    assertThat(new Shop(port, TOKEN).available(sku)).isEqualTo(3);
  }

  /** Some are refused before anybody looks who asks, and some name nothing. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /api/v1/products/SKU/audit",
        "HEAD /api/v1/products/SKU/audit",
        "OPTIONS /api/v1/products/SKU/audit",
        "TRACE /api/v1/products/SKU/audit",
        "get /api/v1/products/SKU/audit",
        "POST /api/v1/products/SKU/audit",
        "GET /api/v1/products/SKU/audit/",
        "GET /api/v1/products/SKU/audit?deep=false",
        "GET /api/v1/products/SKU/audit;a=b",
        "GET /api/v1/products/SKU;a=b/audit",
        "GET /api/v1;x/products/SKU/audit",
        "GET /api/v1/products/SKU/audit.json",
        "GET /api/v1/products/SKU/%61udit",
        "GET /%61pi/v1/products/SKU/audit",
        "GET /api/v1/products/SKU%2Faudit",
        "GET /api/v1/products/SKU%252Faudit",
        "GET /api/v1/products/SKU/audit%00",
        "GET /api/v1/products/SKU/audit%20",
        "GET /api/v1/products/SKU\\audit",
        "GET //api/v1/products/SKU/audit",
        "GET /api//v1/products/SKU/audit",
        "GET /api/v1/products/SKU//audit",
        "GET /api/v1/./products/SKU/audit",
        "GET /api/v1/orders/../products/SKU/audit",
        "GET /livez/../api/v1/products/SKU/audit",
        "GET /swagger-ui/../api/v1/products/SKU/audit",
        "GET /swagger-ui/%2e%2e/api/v1/products/SKU/audit",
        "GET /v3/api-docs/..;/..;/api/v1/products/SKU/audit",
        "GET /API/v1/products/SKU/audit",
        "GET /api/v1/Products/SKU/audit",
        "GET http://localhost/api/v1/products/SKU/audit",
        "PUT /api/v1/products/SKU",
        "PUT /api/v1/products/SKU/",
        "PUT /api/v1/products/SKU;method=GET",
        "POST /api/v1/products/SKU/stock-adjustments",
        "POST /api/v1/orders/../products/SKU/stock-adjustments",
        "POST /api/v1/orders/..%2fproducts%2fSKU/stock-adjustments",
        "POST /api/v1/lab/reference-orders",
        "POST /api/v1/lab/plain-orders",
        "POST /api/v1/orders/5o3hjhi7vsfe5kz2qkprkqcsgq/refund",
        "POST /api/v1/orders/5o3hjhi7vsfe5kz2qkprkqcsgq/%63onfirm/now",
        "POST /api/v1/orders/../lab/reference-orders",
        "GET /api/v1/",
        "GET /error",
        "GET /actuator/env"
      })
  void noWayOfWritingARequestGetsAroundIt(String line) {
    var admin = new Shop(port, TOKEN);
    String sku = admin.product("redis-script", 3);
    String[] parts = line.replace("SKU", sku).split(" ");
    byte[] body = "{\"name\":\"Mine now\",\"delta\":5,\"reason\":\"mine\"}".getBytes(UTF_8);
    var headers =
        List.of(
            "Content-Type: application/json",
            "Idempotency-Key: " + unique("key"),
            "X-HTTP-Method-Override: GET",
            "X-Original-URL: /api/v1/strategies",
            "X-Forwarded-Prefix: /livez");

    var answer = RawHttp.send(port, RawHttp.request(parts[0], parts[1], headers, body));

    assertThat(answer.status()).as(answer.body()).isIn(400, 401, 404, 405);
    assertThat(answer.body()).doesNotContain(sku + "\",\"strategy");
    var product = admin.get("/api/v1/products/" + sku).expect(200).json();
    assertThat(product.path("name").asString()).isEqualTo("A product");
    assertThat(product.at("/stock/supplied").asLong()).isEqualTo(3);
  }

  @Test
  void theTokenIsNeverLogged(CapturedOutput output) {
    var admin = new Shop(port, TOKEN);
    admin.product("redis-script", 1);
    send("GET", "/api/v1/products/any/audit", "Authorization: Bearer " + TOKEN + "x");

    assertThat(output.getAll()).doesNotContain("sesame");
  }
}
