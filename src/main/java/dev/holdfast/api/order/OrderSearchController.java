package dev.holdfast.api.order;

import dev.holdfast.api.problem.Problem;
import jakarta.validation.Valid;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Searches orders by what they name, for a back office. */
@RestController
@RequestMapping(path = "/api/v1/orders", produces = MediaType.APPLICATION_JSON_VALUE)
class OrderSearchController implements OrderSearchApi {
  private final OrderService orders;

  OrderSearchController(OrderService orders) {
    this.orders = orders;
  }

  @Override
  @PostMapping(path = "/searches", consumes = MediaType.APPLICATION_JSON_VALUE)
  public FoundOrdersView search(@Valid @RequestBody OrderSearchRequest request) {
    if (request.reference() == null && request.customerId() == null) {
      throw Problem.invalid("reference", "is required, or customerId is");
    }
    return FoundOrdersView.of(
        orders.search(
            request.reference() == null ? "" : request.reference(),
            OrderRequest.customer(request.customerId())));
  }
}
