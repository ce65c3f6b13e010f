package dev.holdfast.api.order;

import dev.holdfast.api.http.IfMatch;
import dev.holdfast.api.http.InFlightRequests;
import dev.holdfast.api.problem.Problem;
import dev.holdfast.api.problem.ProblemCode;
import dev.holdfast.api.problem.RefusalProblems;
import dev.holdfast.order.DecideResult;
import dev.holdfast.order.Order;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.stock.StrategyUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/** Answers that carry an order, or say why there is none. */
final class OrderResponses {
  /** When to come again. */
  static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private OrderResponses() {}

  static OrderId parse(String id) {
    if (!OrderId.isValid(id)) {
      throw notFound();
    }
    var order = new OrderId(id);
    if (order.isWithdrawal()) {
      throw notFound();
    }
    return order;
  }

  static ResponseEntity<OrderView> ok(Order order) {
    return with(order, ResponseEntity.ok());
  }

  static ResponseEntity<OrderView> created(Order order) {
    return with(
        order,
        ResponseEntity.status(HttpStatus.CREATED)
            .header(HttpHeaders.LOCATION, "/api/v1/orders/" + order.id()));
  }

  /** With the version as its entity tag. */
  static ResponseEntity<OrderView> with(Order order, ResponseEntity.BodyBuilder answer) {
    return answer.eTag(IfMatch.tag(order.version())).body(OrderView.of(order));
  }

  /** The answer to what an order's owner decided. */
  static ResponseEntity<OrderView> decided(DecideResult result) {
    return switch (result) {
      case DecideResult.Decided(var order) -> ok(order);
      case DecideResult.Already(var order) -> ok(order);
      case DecideResult.Forbidden(var order) ->
          throw new Problem(ProblemCode.ORDER_STATE, "The order is " + order.status() + ".")
              .with("orderStatus", order.status());
      case DecideResult.Changed(var order) ->
          throw Problem.of(
                  ProblemCode.PRECONDITION_FAILED,
                  IfMatch.HEADER,
                  "the order is at version " + order.version())
              .with("orderId", order.id().value())
              .with("orderVersion", order.version());
      case DecideResult.ExtensionsSpent(var order, var bounds) ->
          throw new Problem(
                  ProblemCode.EXTENSION_LIMIT,
                  "Orders of %s may be extended %d times."
                      .formatted(bounds.sku(), bounds.extensionsMax()))
              .with("orderId", order.id().value())
              .with("skus", List.of(String.valueOf(bounds.sku())))
              .with("extensionsMax", Objects.requireNonNull(bounds.extensionsMax()));
      case DecideResult.NotFound() -> throw notFound();
      case DecideResult.Contended(var order) ->
          throw RefusalProblems.problem(new Refusal.Contended(), order.value());
    };
  }

  static Problem notFound() {
    return new Problem(ProblemCode.ORDER_NOT_FOUND, "id: no order has this id").with("field", "id");
  }

  /** The answer to a request that was not admitted, and repeats nothing that is known. */
  static Problem notAdmitted(String orderId) {
    Problem problem =
        InFlightRequests.isForRepeats()
            ? RefusalProblems.shuttingDown()
            : RefusalProblems.overloaded();
    return problem.with("orderId", orderId);
  }

  /**
   * Makes a call of an order; where it fails the answer names the order.
   *
   * @param unknown the detail where its outcome is not known
   */
  static <T> T ofOrder(String orderId, String unknown, Supplier<T> call) {
    try {
      return call.get();
    } catch (StoreUnavailableException e) {
      throw RefusalProblems.storeUnavailable().with("orderId", orderId);
    } catch (StrategyUnavailableException e) {
      throw RefusalProblems.strategyUnavailable(e).with("orderId", orderId);
    } catch (OutcomeUnknownException e) {
      throw new Problem(ProblemCode.OUTCOME_UNKNOWN, unknown).with("orderId", orderId);
    }
  }
}
