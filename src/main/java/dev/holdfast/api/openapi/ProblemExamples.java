package dev.holdfast.api.openapi;

import dev.holdfast.api.http.IdempotencyKey;
import dev.holdfast.api.http.IfMatch;
import dev.holdfast.api.problem.BodyLimitException;
import dev.holdfast.api.problem.Problem;
import dev.holdfast.api.problem.ProblemCode;
import dev.holdfast.api.problem.RefusalProblems;
import dev.holdfast.api.problem.RefusalProblems.LimitView;
import dev.holdfast.api.problem.RefusalProblems.ShortageView;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.StrategyUnavailableException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;

/** An example of each problem, for the API's description. */
final class ProblemExamples {
  private static final String ORDER_ID = "5o3hjhi7vsfe5kz2qkprkqcsgq";
  private static final String RACE_ID = "0b6f6b0e-6a3c-4f0e-9c1e-2f3a4b5c6d7e";
  private static final String KEY = IdempotencyKey.HEADER;

  private ProblemExamples() {}

  static Problem of(ProblemCode code) {
    return switch (code) {
      case INVALID_REQUEST -> Problem.invalid("lines[0].quantity", "must be at least 1");
      case IDEMPOTENCY_KEY_REQUIRED ->
          Problem.of(code, KEY, "is required, so that the request can be repeated safely");
      case UNAUTHORIZED -> Problem.unauthorized();
      case CROSS_SITE ->
          Problem.of(code, HttpHeaders.ORIGIN, "pages of other sites may not ask for changes");
      case UNKNOWN_HOST -> Problem.of(code, HttpHeaders.HOST, "this service is not called so");
      case NOT_FOUND, METHOD_NOT_ALLOWED, NOT_ACCEPTABLE, UNSUPPORTED_MEDIA_TYPE ->
          Problem.ofStatus(code.status().value());
      case REQUEST_TIMEOUT -> BodyLimitException.tooSlow().problem();
      case CONTENT_TOO_LARGE -> Problem.of(code, "body", "must have at most 65536 bytes");
      case UNKNOWN_SKU -> Problem.of(code, "sku", "no product has the SKU tikcet-1");
      case UNKNOWN_SKU_IN_BODY ->
          Problem.of(code, "lines", "no product has the SKU tikcet-1")
              .with("skus", List.of("tikcet-1"));
      case ORDER_NOT_FOUND -> Problem.of(code, "id", "no order has this id");
      case ORDER_STATE -> new Problem(code, "The order is EXPIRED.").with("orderStatus", "EXPIRED");
      case PRECONDITION_FAILED ->
          Problem.of(code, IfMatch.HEADER, "the order is at version 2")
              .with("orderId", ORDER_ID)
              .with("orderVersion", 2);
      case STRATEGY_IN_USE ->
          Problem.of(code, "strategy", "cannot change, since the product has stock");
      case WAIT_NOT_ALLOWED ->
          Problem.of(code, "waitForStock", "cannot be used together with confirm");
      case STRATEGY_NOT_ALLOWED ->
          Problem.of(code, "strategy", "unguarded is for the lab, which is closed");
      case STOCK_LIMIT ->
          Problem.of(code, "delta", "more than 1000000000000 units would be supplied");
      case RECONCILIATION_BUSY ->
          new Problem(code, "The stock is as it was. Try again in a moment.");
      case ORDER_DAMAGED ->
          new Problem(
                  code,
                  "Nothing was done with order "
                      + ORDER_ID
                      + ", and nothing can be until its record is repaired: version is no number")
              .with("orderId", ORDER_ID);
      case STOCK_DAMAGED -> new Problem(code, "the reservations of ticket-1 are no hash");
      case IDEMPOTENCY_KEY_REUSED ->
          Problem.of(code, KEY, "was used for an order of another content; use a new key");
      case INSUFFICIENT_STOCK ->
          new Problem(code, "ticket-1: 2 requested, 1 available")
              .with("shortages", List.of(new ShortageView("ticket-1", 2, 1)));
      case NOT_ON_SALE ->
          new Problem(code, "ticket-1: not on sale now").with("skus", List.of("ticket-1"));
      case LIMIT_EXCEEDED ->
          new Problem(code, "ticket-1: 2 requested, 3 had in other orders, maxPerCustomer is 4")
              .with("limits", List.of(new LimitView("ticket-1", "maxPerCustomer", 4, 2, 3)));
      case RETURN_BEYOND_ORDER ->
          Problem.of(code, "lines", "ticket-1: 2 requested, 1 can still be returned")
              .with("returns", List.of(Map.of("sku", "ticket-1", "requested", 2, "returnable", 1)));
      case NOT_MISSING ->
          Problem.of(code, "lines", "ticket-1: 2 requested, 1 are missing")
              .with("returns", List.of(Map.of("sku", "ticket-1", "requested", 2, "returnable", 1)));
      case TOO_MANY_RETURNS ->
          new Problem(code, "The order has had 20 returns: book a stock adjustment instead.");
      case TOO_MANY_RESERVATIONS ->
          new Problem(
                  code,
                  "The customer has made as many new reservations as its products allow for now:"
                      + " ticket-1")
              .with("skus", List.of("ticket-1"))
              .retryAfter(Duration.ofMinutes(12));
      case CUSTOMER_REQUIRED ->
          Problem.of(
                  code,
                  "customerId",
                  "the order must name one, since what a customer may have is limited for ticket-1")
              .with("skus", List.of("ticket-1"));
      case EXTENSION_LIMIT ->
          new Problem(code, "Orders of ticket-1 may be extended 3 times.")
              .with("orderId", ORDER_ID)
              .with("skus", List.of("ticket-1"))
              .with("extensionsMax", 3);
      case IN_PROGRESS ->
          new Problem(code, "Repeat it with the same key.").with("orderId", ORDER_ID);
      case OUTCOME_UNKNOWN ->
          new Problem(
                  code, "It may or may not have happened. Repeat the request with the same key.")
              .with("orderId", ORDER_ID);
      case CONTENDED -> RefusalProblems.problem(new Refusal.Contended(), ORDER_ID);
      case OVERLOADED -> RefusalProblems.overloaded().with("orderId", ORDER_ID);
      case RACE_RUNNING ->
          new Problem(code, "Another race runs on this instance.").with("raceId", RACE_ID);
      case EVENTS_GONE ->
          Problem.of(
              code,
              "after",
              "events after this position may be gone; begin at latest, then read the list of"
                  + " orders");
      case TOO_MANY_READERS -> RefusalProblems.tooManyReaders();
      case TOO_MANY_VIEWERS -> RefusalProblems.tooManyViewers(20);
      case STORE_UNAVAILABLE -> RefusalProblems.storeUnavailable().with("orderId", ORDER_ID);
      case STORE_FULL -> RefusalProblems.problem(new Refusal.StoreFull(), ORDER_ID);
      case SHUTTING_DOWN -> RefusalProblems.shuttingDown().with("orderId", ORDER_ID);
      case STRATEGY_UNAVAILABLE ->
          RefusalProblems.strategyUnavailable(
                  new StrategyUnavailableException(
                      "this version does not know the strategy redis-magic"))
              .with("orderId", ORDER_ID);
      case INTERNAL_ERROR ->
          new Problem(code, "The fault is in the service's log, under this instance.")
              .instance(URI.create("urn:uuid:1f0c8e0a-6c5d-4c0e-9d7e-0d3a5b1c2e4f"));
    };
  }
}
