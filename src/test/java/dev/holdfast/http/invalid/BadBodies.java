package dev.holdfast.http.invalid;

import static dev.holdfast.http.invalid.BadRequest.GOOD_LINES;
import static dev.holdfast.http.invalid.BadRequest.GOOD_ORDER;
import static dev.holdfast.http.invalid.BadRequest.JSON;
import static dev.holdfast.http.invalid.BadRequest.ORDERS;
import static dev.holdfast.http.invalid.BadRequest.line;
import static dev.holdfast.http.invalid.BadRequest.order;
import static dev.holdfast.http.invalid.BadRequest.orderWith;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.http.RawHttp;
import java.util.List;
import java.util.stream.Stream;

/** Orders whose bodies are wrong. */
final class BadBodies {
  private static final String KEY = "Idempotency-Key: bad-body";
  private static final int BODY_BYTES_MAX = 64 * 1024;

  private BadBodies() {}

  static Stream<BadRequest> all() {
    return Stream.of(
            json(), sizes(), lines(), quantities(), skus(), texts(), durations(), booleans())
        .flatMap(group -> group);
  }

  private static Stream<BadRequest> json() {
    return Stream.of(
        order("no body", "", "body"),
        order("only blanks for a body", "   ", "body"),
        order("null for a body", "null", "body"),
        order("an array for a body", "[" + GOOD_ORDER + "]", "body"),
        order("a string for a body", "\"lines\"", "body"),
        order("a number for a body", "7", "body"),
        order("names without quotes", "{lines:[]}", "body"),
        order("json that breaks off", "{\"lines\":[{\"sku\":\"bad-input\"", "lines[0].sku"),
        order("a comma too many", "{" + GOOD_LINES + ",}", "lines"),
        order("an object after the body", GOOD_ORDER + " {}", "body"),
        order("a bracket after the body", GOOD_ORDER + "]", "body"),
        order("a comment", "{/* two */" + GOOD_LINES + "}", "body"),
        order("not a number", "{\"lines\":[{\"quantity\":NaN}]}", "lines[0].quantity"),
        orderWith("a field that is not known", "\"price\":1", "price"),
        orderWith("a field in other case", "\"Reference\":\"r\"", "Reference"),
        orderWith("a field given twice", GOOD_LINES, "lines"),
        order("deep nesting in a field", "{\"lines\":" + nested(200) + "}", "lines[0]"),
        order("deep nesting in an unknown field", "{\"x\":" + nested(200) + "}", "body"),
        raw(
            "bytes that are not UTF-8",
            "{" + GOOD_LINES + ",\"reference\":\"\u00ff\"}",
            "reference"));
  }

  private static BadRequest raw(String name, String latin1, String field) {
    byte[] body = latin1.getBytes(ISO_8859_1);
    return BadRequest.of(name, RawHttp.request("POST", ORDERS, List.of(JSON, KEY), body), field);
  }

  private static Stream<BadRequest> sizes() {
    byte[] large = " ".repeat(BODY_BYTES_MAX).concat(GOOD_ORDER).getBytes(UTF_8);
    byte[] head =
        RawHttp.request(
            "POST", ORDERS, List.of(JSON, KEY, "Transfer-Encoding: chunked"), new byte[0]);
    return Stream.of(
        BadRequest.of(
                "a body over its limit, announced",
                RawHttp.request("POST", ORDERS, List.of(JSON, KEY), large),
                "body")
            .answered(413, "content-too-large"),
        BadRequest.of(
                "a body over its limit, in chunks",
                RawHttp.join(head, RawHttp.chunked(large)),
                "body")
            .answered(413, "content-too-large"),
        BadRequest.of(
            "a chunk of no size", RawHttp.join(head, "zz\r\n{}\r\n".getBytes(UTF_8)), "request"));
  }

  private static Stream<BadRequest> lines() {
    String good = "{\"sku\":\"bad-input\",\"quantity\":1}";
    String most = "{\"sku\":\"bad-input\",\"quantity\":1000000}";
    return Stream.of(
        order("no lines", "{}", "lines"),
        order("null for lines", "{\"lines\":null}", "lines"),
        order("an empty list of lines", "{\"lines\":[]}", "lines"),
        order("51 lines", "{\"lines\":[" + (good + ",").repeat(50) + good + "]}", "lines"),
        order("null for a line", "{\"lines\":[" + good + ",null]}", "lines[1]"),
        order("a string for a line", "{\"lines\":[\"bad-input\"]}", "lines[0]"),
        order("an empty string for a line", "{\"lines\":[\"\"]}", "lines[0]"),
        order("a list for a line", "{\"lines\":[[\"bad-input\",1]]}", "lines[0]"),
        order("a line for lines", "{\"lines\":" + good + "}", "lines"),
        order("a string for lines", "{\"lines\":\"\"}", "lines"),
        order("equal SKUs over the limit", "{\"lines\":[" + most + "," + good + "]}", "lines"),
        line("a field given twice in a line", "\"quantity\":1,\"quantity\":2", "lines[0].quantity"),
        line(
            "an unknown field in a line",
            "\"sku\":\"bad-input\",\"quantity\":1,\"price\":1",
            "lines[0].price"));
  }

  private static Stream<BadRequest> quantities() {
    return Stream.of(
            "0",
            "-1",
            "-0.0",
            "1.5",
            "1.0",
            "1e0",
            "1000001",
            "2147483648",
            "-2147483649",
            "4294967297",
            "9223372036854775808",
            "18446744073709551617",
            "\"1\"",
            "\"\"",
            "true",
            "null",
            "{}",
            "[1]")
        .map(value ->
            line(
                "a quantity of " + value,
                "\"sku\":\"bad-input\",\"quantity\":" + value,
                "lines[0].quantity"));
  }

  private static Stream<BadRequest> skus() {
    var wrong =
        Stream.of(
                "1",
                "true",
                "null",
                "{}",
                "[]",
                "\"\"",
                "\" bad-input\"",
                "\"bad input\"",
                "\"bad-input\\n\"",
                "\"-bad\"",
                "\"{bad-input}\"",
                "\"bad*\"",
                "\"b\u00e4d\"",
                "\"" + "s".repeat(65) + "\"")
            .map(value ->
                line("a SKU of " + value, "\"quantity\":1,\"sku\":" + value, "lines[0].sku"));
    return Stream.concat(
        wrong,
        Stream.of(
            line("no SKU", "\"quantity\":1", "lines[0].sku"),
            line("no quantity", "\"sku\":\"bad-input\"", "lines[0].quantity"),
            line("a SKU that nobody registered", "\"quantity\":1,\"sku\":\"bad-unknown\"", "lines")
                .answered(422, "unknown-sku")));
  }

  private static Stream<BadRequest> texts() {
    return Stream.of(
            "12",
            "true",
            "[]",
            "\"a\\u0000b\"",
            "\"two\\nlines\"",
            "\"\\u0085\"",
            "\"two\\u2028lines\"",
            "\"half a pair: \\ud800\"",
            "\"a\tb\"",
            "\"" + "r".repeat(101) + "\"")
        .map(value -> orderWith("a reference of " + value, "\"reference\":" + value, "reference"));
  }

  private static Stream<BadRequest> durations() {
    return Stream.of(
            "60",
            "1.5",
            "\"60\"",
            "\"\"",
            "\"soon\"",
            "\"-PT1M\"",
            "\"PT0S\"",
            "\"PT0.999S\"",
            "\"P1Y\"",
            "\"P1M\"",
            "\"10m\"",
            "\"PT99999999999999999999S\"",
            "true",
            "{}")
        .map(value ->
            orderWith(
                "a reservation time of " + value,
                "\"reservationTime\":" + value,
                "reservationTime"));
  }

  private static Stream<BadRequest> booleans() {
    return Stream.of("\"true\"", "1", "0", "\"\"", "{}", "[true]")
        .map(value -> orderWith("confirm of " + value, "\"confirm\":" + value, "confirm"));
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }
}
