package dev.holdfast.order;

import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import java.time.Duration;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Asks for an order to be placed.
 *
 * @param fingerprint stands for the content of the request
 * @param reference the caller's own reference, empty when there is none
 * @param customer stands for the customer, empty when there is none
 * @param reservationTime how long it stays reserved; null, or longer than its products allow, means
 *     their shortest
 * @param status what it becomes: RESERVED, CONFIRMED at once, or WITHDRAWN for a withdrawal
 */
public record PlaceOrder(
    OrderId id,
    String fingerprint,
    Basket basket,
    String reference,
    String customer,
    @Nullable Duration reservationTime,
    OrderStatus status) {

  /**
   * The order that withdraws units for a booking.
   *
   * @param booking the booking's id, under which units are taken once
   */
  public static PlaceOrder withdrawal(String booking, String fingerprint, Sku sku, long units) {
    return new PlaceOrder(
        OrderId.ofWithdrawal(booking),
        fingerprint,
        Basket.of(sku, Math.toIntExact(units)),
        "",
        "",
        null,
        OrderStatus.WITHDRAWN);
  }

  /**
   * The order of a request. Its fingerprint counts only what is asked for, so that orders of older
   * versions keep theirs.
   *
   * @param confirm whether it is confirmed at once
   */
  public static PlaceOrder of(
      OrderId id,
      Basket basket,
      String reference,
      String customer,
      @Nullable Duration reservationTime,
      boolean confirm) {
    var parts = new ArrayList<String>();
    parts.add(basket.canonicalText());
    parts.add(reference);
    parts.add(String.valueOf(reservationTime));
    if (confirm) {
      parts.add("confirm");
    }
    if (!customer.isEmpty()) {
      parts.add("customer");
      parts.add(customer);
    }
    return new PlaceOrder(
        id,
        OpaqueId.of(parts.toArray(String[]::new)),
        basket,
        reference,
        customer,
        reservationTime,
        confirm ? OrderStatus.CONFIRMED : OrderStatus.RESERVED);
  }
}
