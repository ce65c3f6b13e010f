package dev.holdfast.redis.audit;

import dev.holdfast.redis.data.Reservation;
import dev.holdfast.stock.Audit.Kind;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Reconciliation.Action;
import org.jspecify.annotations.Nullable;

/**
 * Compares one order's reservation of a SKU with the order's record. The record decides; what the
 * sweeper is still to bring in line with it is no damage.
 */
final class ReservationVerifier {
  private ReservationVerifier() {}

  /**
   * What is wrong, null when nothing is.
   *
   * @param held the reservation as it is stored; null for none
   */
  static @Nullable ReservationMismatch check(
      OrderId order, @Nullable String held, OrderSnapshot facts) {
    if (facts.damage() != null) {
      return damaged(order, held, facts);
    }
    if (held == null) {
      return missing(order, null, 0, facts);
    }
    Reservation reservation = Reservation.parse(held);
    if (reservation == null) {
      return unreadable(order, held, facts);
    }
    return switch (reservation.state()) {
      case 'R' -> reserved(order, held, reservation, facts);
      case 'S' -> sold(order, held, reservation, facts);
      // What is withdrawn is no stock any more.
      case 'W' -> null;
      default -> missing(order, held, 0, facts);
    };
  }

  /**
   * A damaged record is the business of the products that hold something for its order, or that its
   * lines still name; all others are not concerned.
   */
  private static @Nullable ReservationMismatch damaged(
      OrderId order, @Nullable String held, OrderSnapshot facts) {
    if (held == null && facts.units() == 0) {
      return null;
    }
    Reservation reservation = held == null ? null : Reservation.parse(held);
    return new ReservationMismatch(
        Kind.UNREADABLE,
        order.value(),
        reservation == null ? 0 : reservation.reserved() + reservation.sold(),
        "the record of order "
            + order
            + ", whose status is "
            + facts.status()
            + ", is damaged: "
            + facts.damage(),
        Action.QUARANTINE_ORDER,
        held,
        held);
  }

  /** What is stored under something that is no order's id. */
  static @Nullable ReservationMismatch ofNoOrder(String field, String held) {
    Reservation reservation = Reservation.parse(held);
    String name = "\"" + field + "\", which is no order's id";
    if (reservation == null) {
      return new ReservationMismatch(
          Kind.UNREADABLE,
          field,
          0,
          "what is stored for " + name,
          Action.REMOVE_RESERVATION,
          held,
          null);
    }
    return switch (reservation.state()) {
      case 'R' ->
          new ReservationMismatch(
              Kind.RESERVATION_WITHOUT_ORDER,
              field,
              reservation.quantity(),
              reservation.quantity() + " units for " + name,
              Action.REMOVE_RESERVATION,
              held,
              null);
      case 'S' ->
          new ReservationMismatch(
              Kind.SALE_WITHOUT_ORDER,
              field,
              reservation.quantity(),
              reservation.quantity() + " units for " + name,
              null,
              held,
              held);
      default -> null;
    };
  }

  private static @Nullable ReservationMismatch missing(
      OrderId order, @Nullable String held, int units, OrderSnapshot facts) {
    boolean promised =
        facts.is("RESERVED")
            // What has followed is sold, and may be forgotten by now.
            || (facts.is("CONFIRMED") && facts.followed().isEmpty())
            || (facts.is("WITHDRAWN") && facts.linesAreToCome());
    if (!promised || units >= facts.units()) {
      return null;
    }
    return new ReservationMismatch(
        Kind.ORDER_WITHOUT_RESERVATION,
        order.value(),
        facts.units() - units,
        "order " + order + " lists " + facts.units() + " units, " + units + " are reserved for it",
        facts.is("CONFIRMED") ? Action.SET_SALE : Action.SET_RESERVATION,
        held,
        promised(held, facts));
  }

  /** The reservation that a record promises. */
  private static String promised(@Nullable String held, OrderSnapshot facts) {
    Reservation before = held == null ? null : Reservation.parse(held);
    return new Reservation(
            facts.is("CONFIRMED") ? 'S' : 'R',
            facts.units(),
            facts.attempt(),
            before == null ? "" : before.rest())
        .stored();
  }

  private static @Nullable ReservationMismatch unreadable(
      OrderId order, String held, OrderSnapshot facts) {
    boolean promised = facts.is("RESERVED", "CONFIRMED") && facts.units() > 0;
    Action action =
        !promised
            ? Action.REMOVE_RESERVATION
            : facts.is("CONFIRMED") ? Action.SET_SALE : Action.SET_RESERVATION;
    return new ReservationMismatch(
        Kind.UNREADABLE,
        order.value(),
        facts.units(),
        "what is stored for order " + order + ", whose status is " + facts.status(),
        // The claim that places it expires within a bound; until then the repair does not touch it.
        facts.is("PLACING") ? null : action,
        held,
        promised ? promised(held, facts) : null);
  }

  private static @Nullable ReservationMismatch reserved(
      OrderId order, String held, Reservation reservation, OrderSnapshot facts) {
    String detail =
        reservation.quantity()
            + " units for order "
            + order
            + ", whose status is "
            + facts.status();
    if (facts.is("PLACING", "RESERVED")) {
      if (!facts.due()) {
        return new ReservationMismatch(
            Kind.ORDER_NOT_DUE,
            order.value(),
            reservation.quantity(),
            detail + " and whose deadline is not scheduled",
            Action.MAKE_ORDER_DUE,
            held,
            held);
      }
      return facts.is("RESERVED") ? missing(order, held, reservation.quantity(), facts) : null;
    }
    if (facts.is("CONFIRMED") && facts.linesAreToCome()) {
      return missing(order, held, reservation.quantity(), facts);
    }
    if (facts.linesAreToCome() && !facts.is(OrderSnapshot.NONE, "REFUSED")) {
      // An order that is due is still to be settled.
      return null;
    }
    if (facts.aside().equals("CONFIRMED")) {
      // Its record was damaged and put aside, but says that it was paid: its units stay its own.
      return new ReservationMismatch(
          Kind.RESERVATION_WITHOUT_ORDER,
          order.value(),
          reservation.quantity(),
          detail + "; its damaged record, which was put aside, says CONFIRMED",
          Action.SET_SALE,
          held,
          new Reservation('S', reservation.quantity(), reservation.attempt(), reservation.rest())
              .stored());
    }
    if (facts.aside().equals("WITHDRAWN")) {
      // Its units may have left the house: only its record, mended, can take them out of supply.
      return new ReservationMismatch(
          Kind.RESERVATION_WITHOUT_ORDER,
          order.value(),
          reservation.quantity(),
          detail + "; its damaged record, which was put aside, says WITHDRAWN: it must be mended",
          null,
          held,
          held);
    }
    Action action =
        facts.is("WITHDRAWN")
            ? Action.MAKE_ORDER_DUE
            : facts.is("CONFIRMED") && facts.units() > 0
                ? Action.SET_SALE
                : Action.REMOVE_RESERVATION;
    String wanted =
        switch (action) {
          case SET_SALE -> promised(held, facts);
          case MAKE_ORDER_DUE -> held;
          default -> null;
        };
    return new ReservationMismatch(
        Kind.RESERVATION_WITHOUT_ORDER,
        order.value(),
        reservation.quantity(),
        detail,
        action,
        held,
        wanted);
  }

  /**
   * Only a confirmed order's lines are sold, and as many units as it lists and has not returned.
   * While a return is settled it is open whether this SKU has taken its units back.
   */
  private static @Nullable ReservationMismatch sold(
      OrderId order, String held, Reservation reservation, OrderSnapshot facts) {
    boolean isSale = facts.is("CONFIRMED");
    int most = isSale ? facts.units() : 0;
    int least = most - (isSale ? facts.toReturn() : 0);
    if ((least <= reservation.quantity() && reservation.quantity() <= most)
        || facts.aside().equals("CONFIRMED")) {
      return null;
    }
    boolean isListed = isSale && facts.isListed();
    return new ReservationMismatch(
        Kind.SALE_WITHOUT_ORDER,
        order.value(),
        reservation.quantity(),
        reservation.quantity()
            + " units for order "
            + order
            + ", whose status is "
            + facts.status()
            + " and which lists "
            + most,
        // Whether units were shipped that no record knows of, only a person can decide.
        isListed ? Action.SET_SALE : null,
        held,
        isListed ? promised(held, facts) : held);
  }
}
