package dev.holdfast.api.order;

import dev.holdfast.api.http.Caller;
import dev.holdfast.api.http.FastPath;
import dev.holdfast.api.http.IdempotencyKey;
import dev.holdfast.api.problem.Problem;
import dev.holdfast.api.problem.ProblemCode;
import dev.holdfast.api.problem.RefusalProblems;
import dev.holdfast.order.PlaceOrder;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.waiting.WaitingSettings;
import jakarta.validation.Valid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The orders' HTTP interface. */
@RestController
@RequestMapping(path = "/api/v1/orders", produces = MediaType.APPLICATION_JSON_VALUE)
public class OrderController implements OrderApi {
  private static final Duration RESERVATION_MIN = Duration.ofSeconds(1);

  private final OrderService orders;
  private final Duration waitMax;

  OrderController(OrderService orders, WaitingSettings waiting) {
    this.orders = orders;
    this.waitMax = waiting.timeMax();
  }

  @Override
  @FastPath
  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
  public ResponseEntity<OrderView> place(
      IdempotencyKey key, Caller caller, @Valid @RequestBody OrderRequest request) {
    if (Boolean.TRUE.equals(request.confirm()) && !caller.mayConfirm()) {
      throw Problem.mayNotConfirm();
    }
    Duration wait = wait(request);
    return placed(place(request.order(key), wait), key);
  }

  private @Nullable Duration wait(OrderRequest request) {
    Duration wait = request.waitForStock();
    if (wait == null) {
      return null;
    }
    if (!wait.isPositive() || wait.compareTo(waitMax) > 0) {
      throw Problem.invalid("waitForStock", "must be longer than zero and at most " + waitMax);
    }
    if (Boolean.TRUE.equals(request.confirm())) {
      throw Problem.of(
          ProblemCode.WAIT_NOT_ALLOWED, "waitForStock", "cannot be used together with confirm");
    }
    return wait;
  }

  /** The answer to an order that was placed, or to one that was not admitted. */
  public static ResponseEntity<OrderView> placed(Optional<PlaceResult> result, IdempotencyKey key) {
    return switch (result.orElseThrow(() -> OrderResponses.notAdmitted(key.order().value()))) {
      case PlaceResult.Placed(var order, var replayed) ->
          replayed
              ? OrderResponses.with(
                  order, ResponseEntity.ok().header(IdempotencyKey.REPLAYED, "true"))
              : OrderResponses.created(order);
      case PlaceResult.InProgress() ->
          throw new Problem(
                  ProblemCode.IN_PROGRESS,
                  "Another request under the same key is being carried out. Repeat it with the same"
                      + " key.")
              .retryAfter(OrderResponses.RETRY_AFTER)
              .with("orderId", key.order().value());
      case PlaceResult.KeyReused() ->
          throw new Problem(
                  ProblemCode.IDEMPOTENCY_KEY_REUSED,
                  IdempotencyKey.HEADER
                      + ": was used for an order of another content; use a new key")
              .with("field", IdempotencyKey.HEADER);
      case PlaceResult.Refused(var reason) ->
          throw RefusalProblems.problem(reason, key.order().value());
    };
  }

  private Optional<PlaceResult> place(PlaceOrder order, @Nullable Duration wait) {
    return OrderResponses.ofOrder(
        order.id().value(),
        "The order may or may not have been placed. Repeat the request with the same key, or read"
            + " the order.",
        () -> orders.place(order, wait));
  }

  static Basket basket(OrderRequest request) {
    Duration time = request.reservationTime();
    if (time != null && time.compareTo(RESERVATION_MIN) < 0) {
      throw Problem.invalid("reservationTime", "must be at least one second");
    }
    return basket(request.lines());
  }

  static Basket basket(List<OrderRequest.LineRequest> lines) {
    try {
      var ordered = new ArrayList<Line>(lines.size());
      for (OrderRequest.LineRequest line : lines) {
        ordered.add(line.toLine());
      }
      return Basket.of(ordered);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw Problem.invalid("lines", "equal SKUs together must be at most 1000000 units");
    }
  }

  @Override
  @GetMapping("/{id}")
  public ResponseEntity<OrderView> read(@PathVariable String id) {
    return orders
        .find(OrderResponses.parse(id))
        .map(OrderResponses::ok)
        .orElseThrow(OrderResponses::notFound);
  }
}
