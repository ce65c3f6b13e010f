package dev.holdfast.load.check;

import static dev.holdfast.load.check.Doctored.QUIET;
import static dev.holdfast.load.check.Doctored.idOf;
import static dev.holdfast.load.check.FindingKind.ACCEPTED_TWICE;
import static dev.holdfast.load.check.FindingKind.ANSWER_CONTRADICTS;
import static dev.holdfast.load.check.FindingKind.AUDIT_MISSING;
import static dev.holdfast.load.check.FindingKind.FALSE_REFUSAL;
import static dev.holdfast.load.check.FindingKind.ORDER_DIFFERS;
import static dev.holdfast.load.check.FindingKind.ORDER_WITHOUT_RECEIPT;
import static dev.holdfast.load.check.FindingKind.OVERSOLD;
import static dev.holdfast.load.check.FindingKind.OVERWRITTEN;
import static dev.holdfast.load.check.FindingKind.RECEIPT_WITHOUT_ORDER;
import static dev.holdfast.load.check.FindingKind.RECEIPT_WITHOUT_UNITS;
import static dev.holdfast.load.check.FindingKind.STOCK_DOES_NOT_ADD_UP;
import static dev.holdfast.load.check.FindingKind.UNDERSOLD;
import static dev.holdfast.load.check.FindingKind.UNEXPECTED_ANSWER;
import static dev.holdfast.load.check.FindingKind.UNITS_WITHOUT_RECEIPT;

import java.util.List;
import java.util.function.Consumer;

/** A way in which a service or its evidence goes wrong, and what the checker must call it. */
enum PlantedFault {
  ONE_UNIT_TOO_MANY_IS_SOLD(
      OVERSOLD,
      h -> {
        h.accept("extra", "extra-order", 1);
        Audit audit = h.audit();
        h.auditOf(audit.available() - 1, audit.held() + 1);
      }),
  THE_AUDIT_HIDES_AN_OVERSALE(OVERSOLD, h -> h.accept("extra", "extra-order", 1)),
  ONLY_THE_AUDIT_SHOWS_AN_OVERSALE(OVERSOLD, h -> h.auditOf(-1, h.supplied.get(h.sku()) + 1)),
  UNITS_ARE_OVERSOLD_FOR_A_MOMENT(
      OVERSOLD,
      h -> {
        h.accept("extra", "extra-order", 1);
        h.order("extra-order", o -> new OrderRead(o.orderId(), true, "CANCELLED", o.lines()));
        h.cancellations.add(
            new Cancellation(
                "extra-order", QUIET + 9, QUIET + 10, Cancellation.Result.CANCELLED, ""));
      }),
  THE_COUNTER_IS_WRITTEN_OVER(
      OVERWRITTEN,
      h -> {
        h.accept("extra", "extra-order", 1);
        h.auditOf(h.audit().available(), h.audit().held() + 1);
      }),
  A_UNIT_LEAKS_FROM_THE_COUNTER(
      UNDERSOLD,
      h -> {
        h.supplied.merge(h.sku(), 1L, Long::sum);
        h.auditOf(h.audit().available(), h.audit().held());
      }),
  A_UNIT_IS_THERE_BUT_CANNOT_BE_HAD(
      UNDERSOLD,
      h -> {
        h.supplied.merge(h.sku(), 1L, Long::sum);
        h.auditOf(h.audit().available() + 1, h.audit().held());
        h.refuse("wants-the-last", 1);
      }),
  ONE_ID_IS_GIVEN_TO_TWO_CUSTOMERS(
      ACCEPTED_TWICE,
      h -> {
        Receipt receipt = h.plainlyAccepted();
        h.receipts.add(
            new Receipt(
                "another-customer",
                0,
                receipt.lines(),
                receipt.startNanos(),
                receipt.endNanos(),
                receipt.outcome()));
      }),
  ONE_KEY_MAKES_TWO_ORDERS(ACCEPTED_TWICE, h -> h.accept(h.plainlyAccepted().key(), "second", 1)),
  A_RETRY_IS_ACCEPTED_AS_NEW(ACCEPTED_TWICE, h -> h.receipts.add(h.plainlyAccepted())),
  AN_ACCEPTED_ORDER_IS_LOST(
      RECEIPT_WITHOUT_ORDER,
      h -> {
        h.order(idOf(h.plainlyAccepted()), o -> OrderRead.missing(o.orderId()));
      }),
  AN_ACCEPTED_ORDER_IS_NOT_LISTED(
      RECEIPT_WITHOUT_ORDER,
      h -> {
        String id = idOf(h.plainlyAccepted());
        h.removeOrders(o -> o.orderId().equals(id));
      }),
  A_REFUSED_ORDER_WAS_PLACED(
      ORDER_WITHOUT_RECEIPT,
      h -> {
        Receipt refused = h.refuse("refused", 77);
        h.orders.add(new OrderRead("order-of-the-refused", true, "RESERVED", refused.lines()));
      }),
  AN_ORDER_HAS_OTHER_LINES(
      ORDER_DIFFERS,
      h ->
          h.order(
              idOf(h.plainlyAccepted()),
              o -> new OrderRead(o.orderId(), true, o.status(), List.of(new Line(h.sku(), 99))))),
  AN_ORDER_EXPIRES_AT_ONCE(
      ORDER_DIFFERS,
      h ->
          h.order(
              idOf(h.plainlyAccepted()),
              o -> new OrderRead(o.orderId(), true, "EXPIRED", o.lines()))),
  A_CANCELLED_ORDER_STAYS(
      ORDER_DIFFERS,
      h ->
          h.cancellations.add(
              new Cancellation(
                  idOf(h.plainlyAccepted()), QUIET, QUIET + 1, Cancellation.Result.CANCELLED, ""))),
  FEWER_UNITS_ARE_ACCEPTED_THAN_ORDERED(
      ANSWER_CONTRADICTS,
      h -> {
        Receipt receipt = h.plainlyAccepted();
        h.outcome(
            receipt, new Outcome.Accepted(idOf(receipt), false, List.of(new Line(h.sku(), 98))));
      }),
  A_REFUSAL_NAMES_ENOUGH_STOCK(
      ANSWER_CONTRADICTS,
      h -> h.answered("refused", 2, new Outcome.SoldOut(List.of(new Shortage(h.sku(), 2, 2))))),
  A_REFUSAL_NAMES_NO_PRODUCT(
      ANSWER_CONTRADICTS, h -> h.answered("refused", 2, new Outcome.SoldOut(List.of()))),
  A_REFUSAL_NAMES_ANOTHER_PRODUCT(
      ANSWER_CONTRADICTS,
      h ->
          h.answered(
              "refused", 2, new Outcome.SoldOut(List.of(new Shortage("not-ordered", 2, 0))))),
  A_REFUSAL_COMES_WITH_PLENTY_LEFT(
      FALSE_REFUSAL,
      h -> {
        h.supplied.merge(h.sku(), 500L, Long::sum);
        h.auditOf(h.audit().available() + 500, h.audit().held());
        Receipt refused =
            h.receipts.stream().filter(r -> r.quantityOf(h.sku()) > 0).findFirst().orElseThrow();
        h.receipts.add(
            new Receipt(
                "refused",
                0,
                List.of(new Line(h.sku(), 1)),
                refused.startNanos(),
                refused.endNanos(),
                new Outcome.SoldOut(List.of(new Shortage(h.sku(), 1, 0)))));
      }),
  A_SERVER_ERROR(
      UNEXPECTED_ANSWER,
      h -> h.answered("failed", 1, new Outcome.Unexpected(500, "internal error"))),
  A_CANCELLATION_IS_REFUSED(
      UNEXPECTED_ANSWER,
      h ->
          h.cancellations.add(
              new Cancellation(
                  idOf(h.plainlyAccepted()),
                  QUIET,
                  QUIET + 1,
                  Cancellation.Result.UNEXPECTED,
                  "409"))),
  THE_AUDIT_LOSES_A_UNIT(
      STOCK_DOES_NOT_ADD_UP, h -> h.auditOf(h.audit().available() - 1, h.audit().held())),
  THE_AUDIT_CLAIMS_TO_BE_CONSERVED(
      STOCK_DOES_NOT_ADD_UP,
      h ->
          h.audit(a ->
              new Audit(
                  a.sku(),
                  a.supplied(),
                  a.available() - 1,
                  a.reserved() + 2,
                  a.sold(),
                  0,
                  0,
                  true))),
  THE_AUDIT_FORGETS_ITS_OVERSALE(
      STOCK_DOES_NOT_ADD_UP,
      h -> h.audit(a -> new Audit(a.sku(), a.supplied(), -3, a.supplied() + 3, 0, 0, 0, false))),
  THE_AUDIT_INVENTS_A_DISCREPANCY(
      STOCK_DOES_NOT_ADD_UP,
      h ->
          h.audit(a ->
              new Audit(a.sku(), a.supplied(), a.available(), a.reserved(), a.sold(), 0, 5, true))),
  THE_AUDIT_DENIES_THAT_ALL_IS_WELL(
      STOCK_DOES_NOT_ADD_UP,
      h ->
          h.audit(a ->
              new Audit(
                  a.sku(), a.supplied(), a.available(), a.reserved(), a.sold(), 0, 0, false))),
  THE_SUPPLY_CHANGES(
      STOCK_DOES_NOT_ADD_UP,
      h ->
          h.audit(a ->
              new Audit(
                  a.sku(),
                  a.supplied() + 5,
                  a.available() + 5,
                  a.reserved(),
                  a.sold(),
                  0,
                  0,
                  true))),
  A_PRODUCT_HAS_NO_AUDIT(AUDIT_MISSING, h -> h.audits.remove(h.audit())),
  UNITS_ARE_HELD_FOR_NOBODY(
      UNITS_WITHOUT_RECEIPT,
      h -> {
        h.supplied.merge(h.sku(), 40L, Long::sum);
        h.auditOf(0, h.supplied.get(h.sku()));
      }),
  UNITS_OF_AN_ORDER_ARE_NOT_HELD(
      RECEIPT_WITHOUT_UNITS,
      h -> {
        h.supplied.merge(h.sku(), 3L, Long::sum);
        h.accept("extra", "extra-order", 3);
        h.auditOf(h.audit().available() + 3, h.audit().held());
      });

  final FindingKind expected;
  final Consumer<Doctored> plant;

  PlantedFault(FindingKind expected, Consumer<Doctored> plant) {
    this.expected = expected;
    this.plant = plant;
  }
}
