package dev.holdfast.http.invalid;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.http.RawHttp;
import java.util.ArrayList;
import java.util.List;

/**
 * A request that is the client's mistake, and the answer that it deserves.
 *
 * @param name what is wrong with it
 */
public record BadRequest(String name, byte[] bytes, int status, String code, String field) {
  /** The product that all of them are about. */
  public static final String SKU = "bad-input";

  public static final String ORDERS = "/api/v1/orders";
  public static final String PRODUCT = "/api/v1/products/" + SKU;
  public static final String ADJUSTMENTS = PRODUCT + "/stock-adjustments";
  public static final String JSON = "Content-Type: application/json";
  public static final String GOOD_LINES = "\"lines\":[{\"sku\":\"bad-input\",\"quantity\":1}]";
  public static final String GOOD_ORDER = "{" + GOOD_LINES + "}";

  private static final String INVALID = "invalid-request";

  @Override
  public String toString() {
    return name;
  }

  public static BadRequest of(String name, byte[] bytes, String field) {
    return new BadRequest(name, bytes, 400, INVALID, field);
  }

  public static BadRequest get(String name, String path, String field) {
    return of(name, RawHttp.request("GET", path, List.of(), new byte[0]), field);
  }

  public static BadRequest order(String name, String body, String field) {
    return call(name, "POST", ORDERS, body, field);
  }

  public static BadRequest adjustment(String name, String body, String field) {
    return call(name, "POST", ADJUSTMENTS, body, field);
  }

  public static BadRequest product(String name, String body, String field) {
    return call(name, "PUT", PRODUCT, body, field);
  }

  /** A good order with this among its fields. */
  public static BadRequest orderWith(String name, String fields, String field) {
    return order(name, "{" + GOOD_LINES + "," + fields + "}", field);
  }

  /** An order of one line with these fields. */
  public static BadRequest line(String name, String fields, String field) {
    return order(name, "{\"lines\":[{" + fields + "}]}", field);
  }

  /** A good order with other headers. */
  public static BadRequest headers(
      String name, int status, String code, String field, String... headers) {
    byte[] bytes = RawHttp.request("POST", ORDERS, List.of(headers), GOOD_ORDER.getBytes(UTF_8));
    return new BadRequest(name, bytes, status, code, field);
  }

  /** A good order with this as its key. */
  public static BadRequest key(String name, String... keys) {
    var headers = new ArrayList<>(List.of(JSON));
    for (String key : keys) {
      headers.add("Idempotency-Key: " + key);
    }
    return headers(name, 400, INVALID, "Idempotency-Key", headers.toArray(String[]::new));
  }

  private static BadRequest call(
      String name, String method, String path, String body, String field) {
    // A key of its own: no case hides behind the answer to another.
    var headers = List.of(JSON, "Idempotency-Key: bad-" + name.replaceAll("[^a-z0-9]", "-"));
    return of(name, RawHttp.request(method, path, headers, body.getBytes(UTF_8)), field);
  }

  public BadRequest answered(int otherStatus, String otherCode) {
    return new BadRequest(name, bytes, otherStatus, otherCode, field);
  }
}
