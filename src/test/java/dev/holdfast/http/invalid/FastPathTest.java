package dev.holdfast.http.invalid;

import static dev.holdfast.http.Shop.line;
import static dev.holdfast.http.Shop.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.http.Answer;
import dev.holdfast.http.RawHttp;
import dev.holdfast.http.RedisOnly;
import dev.holdfast.http.RunningService;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.Filter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.OrderUtils;

/**
 * The fast path answers as the framework's way does. A body whose type names its encoding takes the
 * latter, so each request is sent both ways.
 */
@RedisOnly("The path is the same whatever the store.")
class FastPathTest extends RunningService {
  private static final String ORDERS = "/api/v1/orders";
  private static final String PRETENDED = "/api/v1/lab/reference-orders";
  private static final String PLAIN = "Content-Type: application/json\r\n";
  private static final String FRAMEWORKS = "Content-Type: application/json;charset=UTF-8\r\n";

  /** Of what differs between any two answers. */
  private static final List<String> OF_ONE_ANSWER =
      List.of("date", "x-request-id", "content-length", "transfer-encoding");

  @Autowired MeterRegistry meters;
  @Autowired ApplicationContext context;

  @BeforeEach
  void aProductWithStock() {
    shop.register(BadRequest.SKU, "{\"name\":\"A product\",\"strategy\":\"redis-script\"}");
    shop.adjust(BadRequest.SKU, "fast-path-supply", 1_000);
  }

  private static Answer sent(int port, String request) {
    return RawHttp.send(port, request.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void assertSameBothWays(String request) {
    assertThat(request).contains(PLAIN);
    Answer fast = sent(port, request);
    Answer slow = sent(port, request.replace(PLAIN, FRAMEWORKS));

    assertThat(fast.status()).as(request + slow.body()).isEqualTo(slow.status());
    assertThat(body(fast)).as(request).isEqualTo(body(slow));
    assertThat(headers(fast)).as(request).isEqualTo(headers(slow));
  }

  /** An order that is pretended is as of the moment. */
  private static String body(Answer answer) {
    return answer.body().replaceAll("(edAt|esAt)\":\"[^\"]*", "$1\":\"now");
  }

  private static Map<String, List<String>> headers(Answer answer) {
    var headers = new TreeMap<>(answer.headers());
    OF_ONE_ANSWER.forEach(headers::remove);
    return headers;
  }

  private static String request(String path, String key, String headers, String body) {
    int length = body.getBytes(StandardCharsets.ISO_8859_1).length;
    return "POST %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n".formatted(path)
        + PLAIN
        + "Idempotency-Key: %s\r\n%sContent-Length: %d\r\n\r\n%s"
            .formatted(key, headers, length, body);
  }

  private static String order() {
    return "{\"lines\":[" + line(BadRequest.SKU, 1) + "]}";
  }

  static Stream<String> badOrders() {
    return BadRequests.all()
        .map(bad -> new String(bad.bytes(), StandardCharsets.ISO_8859_1))
        .filter(text -> text.startsWith("POST " + ORDERS + " ") && text.contains(PLAIN));
  }

  @ParameterizedTest
  @MethodSource("badOrders")
  void aBadOrderIsRefusedInTheSameWords(String bad) {
    assertSameBothWays(bad);
    assertSameBothWays(bad.replace("POST " + ORDERS + " ", "POST " + PRETENDED + " "));
  }

  /** What comes behind the fast path never sees an order. */
  @Test
  void itIsTheLastFilter() {
    assertThat(context.getBeansOfType(Filter.class).values())
        .allSatisfy(filter ->
            assertThat(OrderUtils.getOrder(filter.getClass(), Ordered.LOWEST_PRECEDENCE))
                .as(filter.getClass().getName())
                .isLessThan(Ordered.LOWEST_PRECEDENCE));
    assertThat(context.getBeansOfType(FilterRegistrationBean.class))
        .allSatisfy((name, registration) ->
            assertThat(registration.getOrder() < Ordered.LOWEST_PRECEDENCE)
                .as(name)
                .isEqualTo(!List.of("fastPath", "noRequestContext").contains(name)));
  }

  @Test
  void thereAreBadOrdersOfManyKinds() {
    assertThat(badOrders()).hasSizeGreaterThan(20);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Accept: */*\r\n",
        "Accept: application/json\r\n",
        "Accept: application/json, text/plain, */*\r\n",
        "Accept: text/html\r\n",
        "Accept: text/html\r\nAccept: application/json\r\n",
        "Accept: nothing\r\n",
        "Accept: application/problem+json\r\n",
        "Content-Encoding: gzip\r\n",
        "Content-Encoding: identity\r\n",
        "Content-Encoding: identity\r\nContent-Encoding: br\r\n",
        "Accept-Language: de\r\n",
        "Origin: http://localhost\r\n",
        "Origin: https://evil.example\r\n",
        "If-None-Match: *\r\n",
        "X-HTTP-Method-Override: DELETE\r\n",
        "Idempotency-Key: another\r\n"
      })
  void headersMeanTheSame(String headers) {
    assertSameBothWays(request(PRETENDED, unique("key"), headers, order()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        PRETENDED + "?",
        PRETENDED + "?dry-run=true",
        PRETENDED + "?%zz",
        PRETENDED + "/",
        PRETENDED + ";a=b",
        "/api/v1/lab//reference-orders",
        "/api/v1/lab/reference%2dorders",
        "/api/v1/lab/../lab/reference-orders"
      })
  void pathsAndQueriesMeanTheSame(String path) {
    assertSameBothWays(request(path, unique("key"), "", order()));
  }

  static Stream<String> bodies() {
    String sku = BadRequest.SKU;
    String lines = "\"lines\":[" + line(sku, 1) + "]";
    return Stream.of(
        "{" + lines + "}",
        " {\n" + lines + "\t} ",
        "{\"lines\":[" + line(sku, 1) + "," + line(sku, 2) + "]}",
        "{" + lines + ",\"reference\":\"cart \\\"4711\\\"\"}",
        "{" + lines + ",\"reference\":\"\"}",
        "{" + lines + ",\"reference\":null,\"confirm\":null}",
        "{" + lines + ",\"reference\":\"r\",\"customerId\":\"c\",\"reservationTime\":\"PT5M\"}",
        "{" + lines + ",\"reservationTime\":\"PT0.5S\"}",
        "{" + lines + ",\"confirm\":true}",
        "{" + lines + ",\"confirm\":true,\"waitForStock\":\"PT1S\"}",
        "{" + lines + ",\"waitForStock\":\"PT1H\"}",
        "{" + lines + "," + lines + "}",
        "{\"lines\":[" + line("unknown-sku", 1) + "]}",
        "{\"lines\":[" + line(sku, 999_999) + "]}",
        "{\"lines\":[" + line(sku, 999_999) + "," + line(sku, 999_999) + "]}",
        "{\"lines\":[{\"sku\":\"" + sku + "\",\"quantity\":1.0}]}",
        "{\"lines\":[{\"sku\":\"" + sku + "\",\"quantity\":1e0}]}",
        "{\"lines\":[{\"sku\":\"\\u0061\",\"quantity\":0}]}",
        "{" + lines + "} {}",
        "{" + lines + ",\"reference\":\"\u00ff\"}",
        "\u0000",
        "");
  }

  @ParameterizedTest
  @ValueSource(ints = {65_536, 65_537, 70_000})
  void aBodyBeyondTheBoundIsNotRead(int length) {
    String space = " ".repeat(length - order().length());
    String body = order() + space;
    String chunked =
        "POST %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n".formatted(PRETENDED)
            + PLAIN
            + "Idempotency-Key: %s\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"
                .formatted(unique("key"), length, body);

    assertSameBothWays(request(PRETENDED, unique("key"), "", body));
    assertSameBothWays(chunked);
    assertThat(sent(port, chunked).status()).isEqualTo(length > 65_536 ? 413 : 201);
  }

  /** A repeat of an order has the order's answer, so both ways have the same key. */
  @ParameterizedTest
  @MethodSource("bodies")
  void bodiesMeanTheSame(String body) {
    assertSameBothWays(request(PRETENDED, unique("key"), "", body));
    String order = request(ORDERS, unique("key"), "", body);
    sent(port, order);
    assertSameBothWays(order);
  }

  @Test
  void aRequestIsCountedUnderItsPath() {
    var counted =
        meters.timer("http.server.requests", "method", "POST", "uri", PRETENDED, "status", "201");
    long before = counted.count();

    assertThat(sent(port, request(PRETENDED, unique("key"), "", order())).status()).isEqualTo(201);

    assertThat(counted.count()).isEqualTo(before + 1);
  }

  @Test
  void theFastPathIsTaken() {
    String plain = request(PRETENDED, unique("key"), "", order());

    assertThat(sent(port, plain).header("content-length")).isPresent();
    assertThat(sent(port, plain.replace(PLAIN, FRAMEWORKS)).header("transfer-encoding"))
        .map(coding -> coding.toLowerCase(Locale.ROOT))
        .contains("chunked");
  }
}
