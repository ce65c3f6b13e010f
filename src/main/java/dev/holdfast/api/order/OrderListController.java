package dev.holdfast.api.order;

import dev.holdfast.api.json.StrictInstants;
import dev.holdfast.api.problem.Problem;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.Orders.Position;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The orders of all customers, for a back office. */
@RestController
@RequestMapping(path = "/api/v1/orders", produces = MediaType.APPLICATION_JSON_VALUE)
class OrderListController implements OrderListApi {
  private static final int PAGE_MAX = 500;

  /** Those that an order may be seen in. */
  private static final List<OrderStatus> STATUSES =
      List.of(
          OrderStatus.PLACING,
          OrderStatus.RESERVED,
          OrderStatus.CONFIRMED,
          OrderStatus.CANCELLED,
          OrderStatus.EXPIRED);

  /** A time, and an order's id or its number. */
  private static final Pattern CURSOR = Pattern.compile("([0-9]{1,15})-([a-z2-7]{26}|[0-9]{1,18})");

  private static final Position BEGINNING = new Position(Instant.EPOCH, "");

  private final OrderService orders;

  OrderListController(OrderService orders) {
    this.orders = orders;
  }

  @Override
  @GetMapping
  public OrdersView list(
      @RequestParam(required = false) @Nullable String status,
      @RequestParam(required = false) @Nullable String updatedSince,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "50") int limit) {
    if (limit < 1 || limit > PAGE_MAX) {
      throw Problem.invalid("limit", "must be from 1 to " + PAGE_MAX);
    }
    Position since = updatedSince == null ? BEGINNING : since(updatedSince);
    Position after = cursor == null ? BEGINNING : position(cursor);
    var page =
        orders.list(
            status == null ? null : status(status),
            since.compareTo(after) > 0 ? since : after,
            limit);
    return new OrdersView(
        page.orders().stream().map(OrderView::of).toList(),
        page.next().map(OrderListController::cursor).orElse(null));
  }

  private static OrderStatus status(String text) {
    return STATUSES.stream()
        .filter(status -> status.name().equals(text))
        .findFirst()
        .orElseThrow(() -> Problem.invalid("status", "must be one of " + STATUSES));
  }

  private static Position since(String text) {
    Optional<Instant> time = StrictInstants.parse(text);
    Instant since =
        time.orElseThrow(() -> Problem.invalid("updatedSince", "must be an RFC 3339 time"));
    return since.isBefore(Instant.EPOCH) ? BEGINNING : new Position(since, "");
  }

  private static Position position(String cursor) {
    var matcher = CURSOR.matcher(cursor);
    if (!matcher.matches()) {
      throw Problem.invalid("cursor", "is not one that a page gave");
    }
    return new Position(Instant.ofEpochMilli(Long.parseLong(matcher.group(1))), matcher.group(2));
  }

  private static String cursor(Position position) {
    return position.time().toEpochMilli() + "-" + position.rank();
  }
}
