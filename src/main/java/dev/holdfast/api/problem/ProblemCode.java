package dev.holdfast.api.problem;

import java.util.Locale;
import org.springframework.http.HttpStatus;

/** Every kind of error answer. The code is stable; the detail is for people and may change. */
public enum ProblemCode {
  INVALID_REQUEST(HttpStatus.BAD_REQUEST, "The request is not valid"),
  IDEMPOTENCY_KEY_REQUIRED(HttpStatus.BAD_REQUEST, "An Idempotency-Key is required"),
  UNAUTHORIZED(HttpStatus.UNAUTHORIZED, "The admin token is missing or wrong"),
  CROSS_SITE(HttpStatus.FORBIDDEN, "A page of another site may not ask for changes"),
  NOT_FOUND(HttpStatus.NOT_FOUND, "There is nothing here"),
  UNKNOWN_SKU(HttpStatus.NOT_FOUND, "The SKU is not known"),
  UNKNOWN_SKU_IN_BODY("unknown-sku", HttpStatus.UNPROCESSABLE_CONTENT, "The SKU is not known"),
  ORDER_NOT_FOUND(HttpStatus.NOT_FOUND, "There is no such order"),
  METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, "The method is not allowed here"),
  NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE, "The answer cannot be given in an acceptable form"),
  REQUEST_TIMEOUT(HttpStatus.REQUEST_TIMEOUT, "The body did not come in time"),
  INSUFFICIENT_STOCK(HttpStatus.CONFLICT, "There is not enough stock"),
  ORDER_STATE(HttpStatus.CONFLICT, "The order's state forbids it"),
  NOT_ON_SALE(HttpStatus.CONFLICT, "A product is not on sale"),
  LIMIT_EXCEEDED(HttpStatus.CONFLICT, "A limit of the product would be exceeded"),
  RETURN_BEYOND_ORDER(
      HttpStatus.CONFLICT, "More would be returned than the order has sold and not returned"),
  NOT_MISSING(HttpStatus.CONFLICT, "Fewer units are missing than were not shipped"),
  TOO_MANY_RETURNS(HttpStatus.CONFLICT, "The order has had as many returns as it may"),
  EXTENSION_LIMIT(HttpStatus.CONFLICT, "The order may not be extended again"),
  IN_PROGRESS(HttpStatus.CONFLICT, "A request under the same key is in progress"),
  STRATEGY_IN_USE(HttpStatus.CONFLICT, "The product's strategy is in use"),
  STOCK_LIMIT(HttpStatus.CONFLICT, "The stock would exceed its limit"),
  RECONCILIATION_BUSY(HttpStatus.CONFLICT, "The product's stock did not stand still"),
  ORDER_DAMAGED(HttpStatus.CONFLICT, "The stored record of the order is damaged"),
  STOCK_DAMAGED(HttpStatus.CONFLICT, "The stored stock cannot be repaired"),
  RACE_RUNNING(HttpStatus.CONFLICT, "Another race runs"),
  EVENTS_GONE(HttpStatus.GONE, "Events after the position may be gone"),
  PRECONDITION_FAILED(
      HttpStatus.PRECONDITION_FAILED, "It is at another version than the request means"),
  CONTENT_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "The body is too large"),
  UNSUPPORTED_MEDIA_TYPE(
      HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The body's media type is not supported"),
  UNKNOWN_HOST(HttpStatus.MISDIRECTED_REQUEST, "The service is not called by this name"),
  IDEMPOTENCY_KEY_REUSED(
      HttpStatus.UNPROCESSABLE_CONTENT, "The Idempotency-Key was used for another request"),
  CUSTOMER_REQUIRED(
      HttpStatus.UNPROCESSABLE_CONTENT, "The product limits what a customer may have"),
  WAIT_NOT_ALLOWED(HttpStatus.UNPROCESSABLE_CONTENT, "The order may not wait for stock"),
  STRATEGY_NOT_ALLOWED(HttpStatus.UNPROCESSABLE_CONTENT, "The strategy may not be used here"),
  TOO_MANY_RESERVATIONS(
      HttpStatus.TOO_MANY_REQUESTS, "The customer reserves the product too often"),
  INTERNAL_ERROR(HttpStatus.INTERNAL_SERVER_ERROR, "Something went wrong inside"),
  CONTENDED(HttpStatus.SERVICE_UNAVAILABLE, "Too many orders want the same stock at once"),
  OVERLOADED(HttpStatus.SERVICE_UNAVAILABLE, "Too many orders are in progress"),
  TOO_MANY_READERS(HttpStatus.SERVICE_UNAVAILABLE, "Too many readers wait for events"),
  TOO_MANY_VIEWERS(HttpStatus.SERVICE_UNAVAILABLE, "Too many pages are open on this stream"),
  SHUTTING_DOWN(HttpStatus.SERVICE_UNAVAILABLE, "This instance is shutting down"),
  STORE_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "The store cannot be reached"),
  STORE_FULL(HttpStatus.SERVICE_UNAVAILABLE, "The store has no memory left for more"),
  STRATEGY_UNAVAILABLE(
      HttpStatus.SERVICE_UNAVAILABLE, "The product's strategy cannot be used here"),
  OUTCOME_UNKNOWN(HttpStatus.GATEWAY_TIMEOUT, "The store did not answer; the outcome is unknown");

  /** Where the types of problems are documented. */
  public static final String TYPE_PREFIX = "urn:holdfast:problem:";

  private final String code;
  private final HttpStatus status;
  private final String title;

  ProblemCode(HttpStatus status, String title) {
    this.code = name().toLowerCase(Locale.ROOT).replace('_', '-');
    this.status = status;
    this.title = title;
  }

  ProblemCode(String code, HttpStatus status, String title) {
    this.code = code;
    this.status = status;
    this.title = title;
  }

  /** The HTTP status it is answered with. */
  public HttpStatus status() {
    return status;
  }

  /** A sentence for people. */
  public String title() {
    return title;
  }

  /** The stable code, such as {@code insufficient-stock}. */
  public String code() {
    return code;
  }
}
