package dev.holdfast.api.order;

import dev.holdfast.order.Order;
import dev.holdfast.order.OrderLives;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The life of one order, for an operator. */
@RestController
@RequestMapping(path = "/api/v1/orders", produces = MediaType.APPLICATION_JSON_VALUE)
class OrderEventsController implements OrderEventsApi {
  private final OrderService orders;
  private final OrderLives lives;

  OrderEventsController(OrderService orders, OrderLives lives) {
    this.orders = orders;
    this.lives = lives;
  }

  @Override
  @GetMapping("/{id}/events")
  public OrderEventsView events(@PathVariable String id) {
    Order order = orders.find(OrderResponses.parse(id)).orElseThrow(OrderResponses::notFound);
    return OrderEventsView.of(lives.of(order));
  }
}
