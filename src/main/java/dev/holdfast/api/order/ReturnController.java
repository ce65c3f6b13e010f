package dev.holdfast.api.order;

import dev.holdfast.api.http.IdempotencyKey;
import dev.holdfast.api.problem.Problem;
import dev.holdfast.api.problem.ProblemCode;
import dev.holdfast.order.DecideResult;
import dev.holdfast.order.ReturnResult;
import dev.holdfast.order.ReturnResult.Excess;
import jakarta.validation.Valid;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The HTTP interface to returns. */
@RestController
@RequestMapping(path = "/api/v1/orders", produces = MediaType.APPLICATION_JSON_VALUE)
class ReturnController implements ReturnApi {
  private final OrderService orders;

  ReturnController(OrderService orders) {
    this.orders = orders;
  }

  /** A line that asks for too much, as clients see it. */
  public record ExcessView(String sku, int requested, long returnable) {
    static ExcessView of(Excess excess) {
      return new ExcessView(excess.sku().value(), excess.requested(), excess.possible());
    }
  }

  @Override
  @PostMapping(path = "/{id}/returns", consumes = MediaType.APPLICATION_JSON_VALUE)
  public ResponseEntity<OrderView> takeBack(
      @PathVariable String id, IdempotencyKey key, @Valid @RequestBody ReturnRequest request) {
    var order = OrderResponses.parse(id);
    var units = request.of(order, key.orderReturn(order));
    ReturnResult result =
        OrderResponses.ofOrder(
            id,
            "The units may or may not have been returned. Repeat the request with the same key.",
            () -> orders.returnUnits(units));
    return switch (result) {
      case ReturnResult.Answered(DecideResult.Already(var before)) ->
          OrderResponses.with(before, ResponseEntity.ok().header(IdempotencyKey.REPLAYED, "true"));
      case ReturnResult.Answered(var decided) -> OrderResponses.decided(decided);
      case ReturnResult.KeyReused() ->
          throw Problem.of(
              ProblemCode.IDEMPOTENCY_KEY_REUSED,
              IdempotencyKey.HEADER,
              "was used for another return of the order; use a new key");
      case ReturnResult.BeyondOrder(var excesses) ->
          throw problem(ProblemCode.RETURN_BEYOND_ORDER, excesses, "can still be returned");
      case ReturnResult.NotMissing(var excesses) ->
          throw problem(ProblemCode.NOT_MISSING, excesses, "are missing");
      case ReturnResult.TooMany(var max) ->
          throw new Problem(
              ProblemCode.TOO_MANY_RETURNS,
              "The order has had %d returns: book a stock adjustment instead.".formatted(max));
    };
  }

  private static Problem problem(ProblemCode code, List<Excess> excesses, String which) {
    String detail =
        excesses.stream()
            .map(excess ->
                "%s: %d requested, %d %s"
                    .formatted(excess.sku(), excess.requested(), excess.possible(), which))
            .collect(Collectors.joining("; "));
    return Problem.of(code, "lines", detail)
        .with("returns", excesses.stream().map(ExcessView::of).toList());
  }
}
