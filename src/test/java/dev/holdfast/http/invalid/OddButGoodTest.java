package dev.holdfast.http.invalid;

import static dev.holdfast.http.Shop.line;
import static dev.holdfast.http.Shop.unique;
import static dev.holdfast.http.invalid.BadRequest.JSON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.http.RawHttp;
import dev.holdfast.http.RedisOnly;
import dev.holdfast.http.RunningService;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands just inside the bounds is taken: strict is not narrow. */
@RedisOnly("What it is about is read before a store is asked.")
class OddButGoodTest extends RunningService {
  static Stream<String> keys() {
    return Stream.of(
        "a,b", "a;b=c", "!", "~", "k".repeat(255), "\"" + "q".repeat(255) + "\"", "\\");
  }

  @ParameterizedTest
  @MethodSource("keys")
  void anyVisibleAsciiIsAKey(String key) {
    String sku = shop.product("redis-script", 1);

    shop.order(key, sku, 1).expect(201);

    assertThat(shop.order(key, sku, 1).expect(200).header("Idempotency-Replayed")).contains("true");
    assertThat(shop.available(sku)).isZero();
    shop.cancel(shop.order(key, sku, 1).text("id")).expect(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Grüße, 世界", "👩‍🚀 🎟️", "\\\"quoted\\\" \\\\", "cart 4711 / 2"})
  void aReferenceIsGivenBackAsItWas(String reference) {
    String sku = shop.product("redis-script", 1);
    String json = "{\"lines\":[%s],\"reference\":\"%s\"}".formatted(line(sku, 1), reference);

    var order = shop.order(unique("key"), json).expect(201).json();

    String plain = reference.replace("\\\"", "\"").replace("\\\\", "\\");
    assertThat(order.path("reference").asString("")).isEqualTo(plain);
    assertThat(shop.read(order.path("id").asString()).json()).isEqualTo(order);
  }

  /** A character is a code point, as JSON Schema counts it; Java counts these twice. */
  @Test
  void anEmojiIsOneCharacter() {
    String sku = shop.product("redis-script", 1);
    String hundred = "\ud83c\udf9f".repeat(100);
    String order = "{\"lines\":[%s],\"reference\":\"%s\"}";
    String adjustment = "{\"delta\":1,\"reason\":\"%s\"}";
    String product = "{\"name\":\"%s\"}";

    shop.order(unique("key"), order.formatted(line(sku, 1), hundred + "r"))
        .expectProblem(400, "invalid-request")
        .expectField("reference");
    shop.order(unique("key"), order.formatted(line(sku, 1), hundred)).expect(201);
    shop.adjust(sku, unique("key"), adjustment.formatted(hundred + hundred + "r"))
        .expectProblem(400, "invalid-request")
        .expectField("reason");
    shop.adjust(sku, unique("key"), adjustment.formatted(hundred + hundred)).expect(201);
    shop.register(sku, product.formatted(hundred + hundred + "n"))
        .expectProblem(400, "invalid-request")
        .expectField("name");
    shop.register(sku, product.formatted(hundred + hundred)).expect(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "IDENTITY"})
  void aBodyThatSaysItIsNotEncodedIsRead(String encoding) {
    String sku = shop.product("redis-script", 1);
    shop.send(
            shop.request("POST", BadRequest.ORDERS, "{\"lines\":[%s]}".formatted(line(sku, 1)))
                .header("Idempotency-Key", unique("key"))
                .header("Content-Encoding", encoding))
        .expect(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/products?",
        "/api/v1/products?&limit=1&",
        "/api/v1/products?%6cimit=1",
        "/api/v1/stock?sku=a&sku=b"
      })
  void aQueryMayBeWrittenInOtherWays(String path) {
    shop.get(path).expect(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json; charset=utf-8", "APPLICATION/JSON"})
  void aMediaTypeMayBeWrittenInOtherWays(String type) {
    String sku = shop.product("redis-script", 1);
    String json = "{\"lines\":[%s]}".formatted(line(sku, 1));
    byte[] request =
        RawHttp.request(
            "POST",
            BadRequest.ORDERS,
            List.of("Content-Type: " + type, "Idempotency-Key: " + unique("type")),
            json.getBytes(UTF_8));

    RawHttp.send(port, request).expect(201);
  }

  @Test
  void aBodyMayComeInChunks() {
    String sku = shop.product("redis-script", 1);
    var headers = List.of(JSON, "Idempotency-Key: " + unique("key"), "Transfer-Encoding: chunked");
    byte[] head = RawHttp.request("POST", BadRequest.ORDERS, headers, new byte[0]);
    byte[] body = "{\"lines\":[%s]}".formatted(line(sku, 1)).getBytes(UTF_8);

    RawHttp.send(port, RawHttp.join(head, RawHttp.chunked(body))).expect(201);
  }

  @Test
  void fiftyLinesMayNameOneSku() {
    String sku = shop.product("redis-script", 50);
    String lines =
        IntStream.range(0, 50).mapToObj(i -> line(sku, 1)).collect(Collectors.joining(","));

    var order = shop.order(unique("key"), "{\"lines\":[" + lines + "]}").expect(201).json();

    assertThat(order.path("lines")).hasSize(1);
    assertThat(order.at("/lines/0/quantity").asInt()).isEqualTo(50);
    assertThat(shop.available(sku)).isZero();
  }

  @Test
  void aSkuMayHaveSixtyFourCharactersOfItsAlphabet() {
    String sku = unique("Az0._-").concat("x".repeat(64)).substring(0, 64);

    var created = shop.register(sku, "{\"name\":\"n\"}").expect(201);

    assertThat(created.header("Location")).contains("/api/v1/products/" + sku);
    shop.get("/api/v1/products/" + sku).expect(200);
  }
}
