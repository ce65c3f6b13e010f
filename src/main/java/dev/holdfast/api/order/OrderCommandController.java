package dev.holdfast.api.order;

import dev.holdfast.api.problem.Problem;
import dev.holdfast.api.problem.ProblemCode;
import dev.holdfast.api.problem.RefusalProblems;
import dev.holdfast.order.LinesResult;
import dev.holdfast.order.ReReserveResult;
import dev.holdfast.order.VersionCondition;
import jakarta.validation.Valid;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What becomes of a reserved order, over HTTP. */
@RestController
@RequestMapping(path = "/api/v1/orders", produces = MediaType.APPLICATION_JSON_VALUE)
class OrderCommandController implements OrderCommandApi {
  private final OrderService orders;

  OrderCommandController(OrderService orders) {
    this.orders = orders;
  }

  @Override
  @PostMapping(path = "/{id}/confirm", consumes = MediaType.APPLICATION_JSON_VALUE)
  public ResponseEntity<OrderView> confirm(
      @PathVariable String id,
      VersionCondition condition,
      @Valid @RequestBody(required = false) @Nullable ConfirmRequest request) {
    var order = OrderResponses.parse(id);
    if (request != null && Boolean.FALSE.equals(request.reReserve())) {
      return knowingItsOutcome(id, () -> OrderResponses.decided(orders.confirm(order, condition)));
    }
    var result =
        knowingItsOutcome(id, () -> orders.revive(order, condition))
            .orElseThrow(() -> OrderResponses.notAdmitted(id));
    return switch (result) {
      case ReReserveResult.Answered(var decided) -> OrderResponses.decided(decided);
      case ReReserveResult.Refused(var reason) -> throw RefusalProblems.problem(reason, id);
    };
  }

  @Override
  @PostMapping("/{id}/cancel")
  public ResponseEntity<OrderView> cancel(@PathVariable String id, VersionCondition condition) {
    var order = OrderResponses.parse(id);
    return knowingItsOutcome(id, () -> OrderResponses.decided(orders.cancel(order, condition)));
  }

  @Override
  @PostMapping(path = "/{id}/extend", consumes = MediaType.APPLICATION_JSON_VALUE)
  public ResponseEntity<OrderView> extend(
      @PathVariable String id,
      VersionCondition condition,
      @Valid @RequestBody ExtendRequest request) {
    var order = OrderResponses.parse(id);
    return OrderResponses.decided(
        knowingItsOutcome(id, () -> orders.extend(order, condition, request.expiresAt()))
            .orElseThrow(() -> Problem.invalid("expiresAt", "must be later than now")));
  }

  @Override
  @PutMapping(path = "/{id}/lines", consumes = MediaType.APPLICATION_JSON_VALUE)
  public ResponseEntity<OrderView> change(
      @PathVariable String id,
      VersionCondition condition,
      @Valid @RequestBody LinesRequest request) {
    var order = OrderResponses.parse(id);
    var basket = OrderController.basket(request.lines());
    var result =
        knowingItsOutcome(id, () -> orders.changeLines(order, condition, basket))
            .orElseThrow(() -> OrderResponses.notAdmitted(id));
    return switch (result) {
      case LinesResult.Answered(var decided) -> OrderResponses.decided(decided);
      case LinesResult.Refused(var reason) -> throw RefusalProblems.problem(reason, id);
      case LinesResult.InProgress() -> throw inProgress(id);
      case LinesResult.TooManySkus(var besideMax) ->
          throw Problem.invalid(
              "lines",
              "an order may have had at most %d other SKUs before: place another order"
                  .formatted(besideMax));
    };
  }

  private static Problem inProgress(String id) {
    return new Problem(
            ProblemCode.IN_PROGRESS, "Another change of the order is being made. Repeat this one.")
        .retryAfter(OrderResponses.RETRY_AFTER)
        .with("orderId", id);
  }

  /** These calls need no key: the order's id is one. */
  private static <T> T knowingItsOutcome(String id, Supplier<T> call) {
    return OrderResponses.ofOrder(
        id, "It may or may not have happened. Repeat the request, or read the order.", call);
  }
}
