package dev.holdfast.http.invalid;

import static dev.holdfast.http.invalid.BadRequest.ADJUSTMENTS;
import static dev.holdfast.http.invalid.BadRequest.GOOD_ORDER;
import static dev.holdfast.http.invalid.BadRequest.JSON;
import static dev.holdfast.http.invalid.BadRequest.ORDERS;
import static dev.holdfast.http.invalid.BadRequest.PRODUCT;
import static dev.holdfast.http.invalid.BadRequest.adjustment;
import static dev.holdfast.http.invalid.BadRequest.get;
import static dev.holdfast.http.invalid.BadRequest.headers;
import static dev.holdfast.http.invalid.BadRequest.key;
import static dev.holdfast.http.invalid.BadRequest.product;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.http.RawHttp;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Requests that are wrong elsewhere than in the body of an order. */
final class BadRequests {
  private static final String KEY = "Idempotency-Key: bad-request";

  private BadRequests() {}

  static Stream<BadRequest> all() {
    return Stream.of(
            BadBodies.all(),
            keys(),
            mediaTypes(),
            methods(),
            paths(),
            queries(),
            adjustments(),
            products(),
            sales(),
            messages())
        .flatMap(group -> group);
  }

  private static Stream<BadRequest> keys() {
    return Stream.of(
        key("no key").answered(400, "idempotency-key-required"),
        key("an empty key", ""),
        key("a key of quotes alone", "\"\""),
        key("a key with a quote inside", "a\"b"),
        key("a key of 256 characters", "k".repeat(256)),
        key("a key with a blank", "a b"),
        key("a key with a tab", "a\tb"),
        key("a key that is not ASCII", "schl\u00fcssel"),
        key("two keys", "one", "two"),
        key("the same key twice", "one", "one"),
        new BadRequest(
            "an adjustment without a key",
            RawHttp.request(
                "POST",
                ADJUSTMENTS,
                List.of(JSON),
                "{\"delta\":1,\"reason\":\"r\"}".getBytes(UTF_8)),
            400,
            "idempotency-key-required",
            "Idempotency-Key"));
  }

  private static Stream<BadRequest> mediaTypes() {
    var unsupported =
        Stream.of(
                "text/plain",
                "application/yaml",
                "application/xml",
                "application/x-www-form-urlencoded",
                "multipart/form-data",
                "multipart/form-data; boundary=b",
                "application/merge-patch+json",
                "json",
                "application/json;charset=nope")
            .map(type -> unsupported("a body of type " + type, "Content-Type: " + type));
    var unacceptable =
        Stream.of("text/html", "application/xml", "application/yaml", "garbage")
            .map(type ->
                headers(
                    "an order that accepts only " + type,
                    406,
                    "not-acceptable",
                    "Accept",
                    JSON,
                    KEY,
                    "Accept: " + type));
    var encoded =
        Stream.of("gzip", "br", "identity, gzip", "")
            .map(encoding ->
                headers(
                    "a body encoded as " + encoding,
                    415,
                    "unsupported-media-type",
                    "Content-Encoding",
                    JSON,
                    KEY,
                    "Content-Encoding: " + encoding));
    return Stream.of(
            encoded,
            unsupported,
            unacceptable,
            Stream.of(unsupported("a body of no type", "X-Nothing: 1")))
        .flatMap(group -> group);
  }

  private static BadRequest unsupported(String name, String header) {
    return headers(name, 415, "unsupported-media-type", "Content-Type", KEY, header);
  }

  private static Stream<BadRequest> methods() {
    return Stream.of(
            "DELETE " + ORDERS,
            "PATCH " + ORDERS,
            "PUT " + ORDERS,
            "GET " + ORDERS + "/5o3hjhi7vsfe5kz2qkprkqcsgq/cancel",
            "POST " + PRODUCT,
            "DELETE " + PRODUCT,
            "GET " + ADJUSTMENTS,
            "POST /api/v1/stock",
            "TRACE " + PRODUCT,
            "BREW " + PRODUCT)
        .map(call -> {
          String[] parts = call.split(" ");
          byte[] bytes =
              RawHttp.request(parts[0], parts[1], List.of(JSON, KEY), GOOD_ORDER.getBytes(UTF_8));
          return new BadRequest(call, bytes, 405, "method-not-allowed", "method");
        });
  }

  private static Stream<BadRequest> paths() {
    var unknown =
        Stream.of("/api", "/api/v1/nothing", "/favicon.ico", "/error", ORDERS + "/", PRODUCT + "/x")
            .map(path -> get("the path " + path, path, "path").answered(404, "not-found"));
    var unreadable =
        Stream.of("%zz", "%", "%f", "%ff", "%c3%28", "%00", "a%2fb", "a%5Cb")
            .map(sku -> get("the path to SKU " + sku, "/api/v1/products/" + sku, "path"));
    var notUris =
        Stream.of("{p1}", "a\"b", "\u00e4", "a\\b")
            .map(sku -> get("the raw path to SKU " + sku, "/api/v1/products/" + sku, "request"));
    var notSkus =
        Stream.of("-a", "%20", "a%20b", "%7Ba%7D", "a*", "s".repeat(65), "%C3%A4")
            .map(sku -> get("a product with the SKU " + sku, "/api/v1/products/" + sku, "sku"));
    var nobody =
        Stream.of(
            get("a product that nobody registered", "/api/v1/products/bad-unknown", "sku")
                .answered(404, "unknown-sku"),
            get("its audit", "/api/v1/products/bad-unknown/audit", "sku")
                .answered(404, "unknown-sku"),
            get("an order that nobody placed", ORDERS + "/" + "a".repeat(26), "id")
                .answered(404, "order-not-found"),
            get("an order's id that is none", ORDERS + "/%7B%7D", "id")
                .answered(404, "order-not-found"),
            get("a withdrawal read as an order", ORDERS + "/w:" + "a".repeat(26), "id")
                .answered(404, "order-not-found"));
    return Stream.of(unknown, unreadable, notUris, notSkus, nobody).flatMap(group -> group);
  }

  private static Stream<BadRequest> queries() {
    String products = "/api/v1/products?";
    var limits =
        Stream.of("0", "-1", "501", "x", "1.5", "0x10", "%2310", "%2010", "99999999999")
            .map(limit -> get("a limit of " + limit, products + "limit=" + limit, "limit"));
    var cursors =
        Stream.of("%7B%7D", "-", "%20", "s".repeat(65))
            .map(cursor -> get("a cursor of " + cursor, products + "cursor=" + cursor, "cursor"));
    var booleans =
        Stream.of("yes", "1", "on", "TRUE")
            .map(deep -> get("deep of " + deep, PRODUCT + "/audit?deep=" + deep, "deep"));
    String many =
        IntStream.range(0, 101).mapToObj(i -> "sku=s" + i).collect(Collectors.joining("&"));
    var others =
        Stream.of(
            get("malformed escapes in a query", products + "cursor=%zz", "query"),
            get("a query that is not UTF-8", products + "cursor=%ff", "query"),
            get("a parameter that is misspelt", ORDERS + "?statuss=CONFIRMED", "statuss"),
            get("a parameter of another call", ORDERS + "?customerId=c1", "customerId"),
            get("a parameter in other case", products + "Limit=1", "Limit"),
            get("a parameter without a name", products + "=1", ""),
            get("a parameter given twice", products + "limit=1&limit=1", "limit"),
            get("a name that cannot be decoded", products + "%zz=1", "query"),
            get("the stock of 101 SKUs", "/api/v1/stock?" + many, "sku"),
            get("the stock of no SKU", "/api/v1/stock", "sku"),
            get("the stock of an empty SKU", "/api/v1/stock?sku=", "sku"),
            get("the stock of what is no SKU", "/api/v1/stock?sku=bad-input&sku=%20", "sku"));
    return Stream.of(limits, cursors, booleans, others).flatMap(group -> group);
  }

  private static Stream<BadRequest> adjustments() {
    var deltas =
        Stream.of("0", "1.5", "1000001", "-1000001", "9223372036854775808", "\"1\"", "null")
            .map(delta ->
                adjustment(
                    "a delta of " + delta, "{\"reason\":\"r\",\"delta\":" + delta + "}", "delta"));
    var reasons =
        Stream.of("\"\"", "\"  \"", "null", "7", "\"a\\nb\"", "\"" + "r".repeat(201) + "\"")
            .map(reason ->
                adjustment(
                    "a reason of " + reason, "{\"delta\":1,\"reason\":" + reason + "}", "reason"));
    var others =
        Stream.of(
            adjustment("no delta", "{\"reason\":\"r\"}", "delta"),
            adjustment("no reason", "{\"delta\":1}", "reason"));
    return Stream.of(deltas, reasons, others).flatMap(group -> group);
  }

  private static Stream<BadRequest> sales() {
    String sale = "{\"name\":\"n\",\"%s\":%s}";
    String times = "{\"name\":\"n\",\"saleFrom\":\"%s\",\"saleUntil\":\"%s\"}";
    String day = "2099-12-01T00:00:00Z";
    var texts =
        Stream.of("saleFrom", "saleUntil")
            .flatMap(name ->
                Stream.of(
                        "\"tomorrow\"",
                        "\"2099-12-01\"",
                        "\"2099-12-01T00:00:00\"",
                        "\"2099-02-30T00:00:00Z\"",
                        "\"1969-12-31T23:59:59Z\"",
                        "\"\"",
                        "4068144000",
                        "true")
                    .map(time -> product(name + " " + time, sale.formatted(name, time), name)));
    var switches =
        Stream.of("\"true\"", "1", "[]")
            .map(on -> product("onSale " + on, sale.formatted("onSale", on), "onSale"));
    var ends =
        Stream.of(
            product(
                "a sale that ends before it begins",
                times.formatted(day, "2099-11-30T23:59:59.999Z"),
                "saleUntil"),
            product("a sale that ends as it begins", times.formatted(day, day), "saleUntil"));
    return Stream.of(texts, switches, ends).flatMap(group -> group);
  }

  private static Stream<BadRequest> products() {
    String strategy = "{\"name\":\"n\",\"strategy\":";
    String time = "{\"name\":\"n\",\"reservationTime\":";
    return Stream.of(
        product("no name", "{}", "name"),
        product("a blank name", "{\"name\":\" \"}", "name"),
        product("a name of 201 characters", "{\"name\":\"" + "n".repeat(201) + "\"}", "name"),
        product("a number for a name", "{\"name\":1}", "name"),
        product("an unknown strategy", strategy + "\"magic\"}", "strategy"),
        product("a strategy in capitals", strategy + "\"REDIS_SCRIPT\"}", "strategy"),
        product("a number for a strategy", strategy + "1}", "strategy"),
        product(
                "a strategy of another kind while there is stock",
                strategy + "\"redis-cas\"}",
                "strategy")
            .answered(409, "strategy-in-use"),
        product("a reservation time over a day", time + "\"PT24H1S\"}", "reservationTime"),
        product("a reservation time under a second", time + "\"PT0.5S\"}", "reservationTime"),
        product("seconds for a reservation time", time + "60}", "reservationTime"));
  }

  private static Stream<BadRequest> messages() {
    return Stream.of(
        message("no HTTP", "hello\r\n\r\n", 400, "request"),
        message("no Host", "GET /api/v1/strategies HTTP/1.1\r\n\r\n", 400, "request"),
        message("a method of odd characters", "G@T / HTTP/1.1\r\nHost: h\r\n\r\n", 400, "request"),
        message(
            "two lengths of one body",
            "POST "
                + ORDERS
                + " HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
            400,
            "request"),
        message(
            "headers without end",
            "GET / HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(20_000) + "\r\n\r\n",
            400,
            "request"),
        message(
            "an expectation of its own",
            "POST "
                + ORDERS
                + " HTTP/1.1\r\nHost: h\r\nExpect: miracles\r\nConnection: close\r\n\r\n",
            417,
            "Expect"));
  }

  private static BadRequest message(String name, String text, int status, String field) {
    return BadRequest.of(name, text.getBytes(UTF_8), field).answered(status, "invalid-request");
  }
}
