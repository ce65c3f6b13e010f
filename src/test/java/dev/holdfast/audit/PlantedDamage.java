package dev.holdfast.audit;

import static dev.holdfast.stock.Audit.Kind.COUNTERS_DISAGREE;
import static dev.holdfast.stock.Audit.Kind.MISSING_KEY;
import static dev.holdfast.stock.Audit.Kind.ORDER_NOT_DUE;
import static dev.holdfast.stock.Audit.Kind.ORDER_WITHOUT_RESERVATION;
import static dev.holdfast.stock.Audit.Kind.RESERVATION_WITHOUT_ORDER;
import static dev.holdfast.stock.Audit.Kind.RESERVED_TOTAL_DISAGREES;
import static dev.holdfast.stock.Audit.Kind.SALE_WITHOUT_ORDER;
import static dev.holdfast.stock.Audit.Kind.SOLD_TOTAL_DISAGREES;
import static dev.holdfast.stock.Audit.Kind.STRAY_COUNTER;
import static dev.holdfast.stock.Audit.Kind.UNREADABLE;

import dev.holdfast.order.VersionCondition;
import dev.holdfast.redis.stock.ReservationScripts;
import dev.holdfast.stock.Audit.Kind;
import dev.holdfast.stock.Basket;
import dev.holdfast.store.StockLine;
import dev.holdfast.testing.TestInstance;
import java.util.List;
import java.util.function.Consumer;

/**
 * Every kind of damage that can be planted in a product of ten units, of which a reserved order has
 * three, another two, and a confirmed one has bought one; what an audit must call it, and the level
 * that a reconciliation must come to.
 */
enum PlantedDamage {
  COUNTER_TOO_HIGH(d -> d.counter(4), COUNTERS_DISAGREE),
  COUNTER_TOO_LOW(d -> d.counter(-4), COUNTERS_DISAGREE),
  COUNTER_BELOW_ZERO(d -> d.counter(-9), COUNTERS_DISAGREE),
  COUNTER_GONE(d -> d.delete(d.counterKey()), MISSING_KEY, COUNTERS_DISAGREE),
  COUNTER_IS_NO_NUMBER(d -> d.set(d.counterKey(), "many"), UNREADABLE),
  COUNTER_IS_A_LIST(
      d -> {
        d.delete(d.counterKey());
        d.node.redis.<Long>write(commands -> commands.lpush(d.counterKey(), "4"));
      },
      UNREADABLE),
  RESERVED_TOO_HIGH(d -> d.total("reserved", 2), COUNTERS_DISAGREE, RESERVED_TOTAL_DISAGREES),
  RESERVED_TOO_LOW(d -> d.total("reserved", -2), COUNTERS_DISAGREE, RESERVED_TOTAL_DISAGREES),
  RESERVED_AND_COUNTER_OFF_TOGETHER(
      d -> {
        d.total("reserved", 2);
        d.counter(-2);
      },
      RESERVED_TOTAL_DISAGREES),
  RESERVED_IS_NO_NUMBER(d -> d.setTotal("reserved", "x"), UNREADABLE),
  SOLD_TOO_HIGH(d -> d.total("sold", 2), COUNTERS_DISAGREE, SOLD_TOTAL_DISAGREES) {
    /** What was sold is not sold again, also where nobody knows to whom. */
    @Override
    long sold() {
      return 3;
    }
  },
  SALE_LOST_WITH_ITS_RECORD(
      d -> {
        d.reserve(d.sold.value(), null);
        d.delete(d.recordKey(d.sold));
      },
      SOLD_TOTAL_DISAGREES),
  SOLD_TOO_LOW(d -> d.total("sold", -1), COUNTERS_DISAGREE, SOLD_TOTAL_DISAGREES),
  SOLD_AND_FORGOTTEN_IS_NO_NUMBER(d -> d.setTotal("soldForgotten", "x"), UNREADABLE),
  SHORTFALL_IS_NO_NUMBER(d -> d.setTotal("shortfall", "x"), UNREADABLE),
  SUPPLIED_TOO_HIGH(d -> d.total("supplied", 5), COUNTERS_DISAGREE) {
    @Override
    long supplied() {
      return 15;
    }
  },
  SUPPLIED_IS_NO_NUMBER(d -> d.setTotal("supplied", "ten"), UNREADABLE),
  TOTALS_GONE(d -> d.delete(d.totalsKey()), MISSING_KEY),
  TOTALS_ARE_NO_HASH(
      d -> {
        d.delete(d.totalsKey());
        d.set(d.totalsKey(), "x");
      },
      UNREADABLE),
  EPOCH_GONE(
      d -> d.node.redis.<Long>write(commands -> commands.hdel(d.totalsKey(), "epoch")), UNREADABLE),
  LEAKED_BY_A_DECREMENT_WITHOUT_ITS_RECORD(
      d -> new ReservationScripts(d.node.redis).decrement(new StockLine(d.sku, 3, d.epoch()), 3),
      COUNTERS_DISAGREE),
  INVENTED_BY_A_RETURN_THAT_CAME_TWICE(d -> d.counter(3), COUNTERS_DISAGREE),
  RESERVATION_WITHOUT_AN_ORDER(
      d -> {
        d.delete(d.recordKey(d.reserved));
        d.notDue(d.reserved);
      },
      RESERVATION_WITHOUT_ORDER) {
    @Override
    long reserved() {
      return 2;
    }
  },
  RESERVATION_OF_A_CANCELLED_ORDER(
      d -> {
        d.node.records.cancel(d.reserved, VersionCondition.NONE);
        d.notDue(d.reserved);
      },
      RESERVATION_WITHOUT_ORDER) {
    @Override
    long reserved() {
      return 2;
    }
  },
  RESERVATION_OF_A_CONFIRMED_ORDER(
      d -> {
        d.node.records.confirm(d.reserved, VersionCondition.NONE);
        d.notDue(d.reserved);
      },
      RESERVATION_WITHOUT_ORDER) {
    @Override
    long reserved() {
      return 2;
    }

    @Override
    long sold() {
      return 4;
    }
  },
  RESERVATION_OF_NO_ORDER_AT_ALL(
      d -> d.reserve("by hand", "R:1:1"), RESERVATION_WITHOUT_ORDER, RESERVED_TOTAL_DISAGREES),
  RESERVATION_IS_GARBAGE(
      d -> d.reserve(d.reserved.value(), "three"), UNREADABLE, RESERVED_TOTAL_DISAGREES),
  SALE_IS_GARBAGE(d -> d.reserve(d.sold.value(), "S:one:1"), UNREADABLE, SOLD_TOTAL_DISAGREES),
  ORDER_WITHOUT_A_RESERVATION(
      d -> d.reserve(d.reserved.value(), null),
      ORDER_WITHOUT_RESERVATION,
      RESERVED_TOTAL_DISAGREES),
  RESERVATION_OF_TOO_FEW(
      d -> d.reserve(d.reserved.value(), "R:1:1"),
      ORDER_WITHOUT_RESERVATION,
      RESERVED_TOTAL_DISAGREES),
  ORDER_WITHOUT_A_RESERVATION_WHOSE_UNITS_WERE_SOLD_AGAIN(
      d -> {
        d.reserve(d.reserved.value(), null);
        d.total("reserved", -3);
        d.counter(3);
        d.node.place(TestInstance.newOrder(), Basket.of(d.sku, 2));
      },
      ORDER_WITHOUT_RESERVATION) {
    @Override
    long reserved() {
      return 7;
    }
  },
  SOLD_TWICE(
      d -> {
        d.reserve(d.sold.value(), "S:2:" + d.attempt(d.sold));
        d.total("sold", 1);
        d.counter(-1);
      },
      SALE_WITHOUT_ORDER),
  ORDER_THAT_NOBODY_LOOKS_AT(d -> d.notDue(d.reserved), ORDER_NOT_DUE),
  STRAY_COUNTER_OF_AN_OLD_EPOCH(
      d -> {
        d.node.redis.<Boolean>write(commands -> commands.hset(d.totalsKey(), "epoch", "3"));
        d.node.redis.<String>write(commands -> commands.rename(d.counterKey(1), d.counterKey(3)));
        d.set(d.counterKey(2), "-3");
      },
      STRAY_COUNTER);

  private final Consumer<DamagedProduct> plant;
  private final List<Kind> kinds;

  PlantedDamage(Consumer<DamagedProduct> plant, Kind... kinds) {
    this.plant = plant;
    this.kinds = List.of(kinds);
  }

  void plantIn(DamagedProduct product) {
    plant.accept(product);
  }

  /** What an audit calls it. */
  List<Kind> kinds() {
    return kinds;
  }

  long supplied() {
    return 10;
  }

  /** What there is to sell once it is reconciled. */
  long available() {
    return supplied() - reserved() - sold();
  }

  long reserved() {
    return 5;
  }

  long sold() {
    return 1;
  }
}
