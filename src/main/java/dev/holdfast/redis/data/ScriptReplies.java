package dev.holdfast.redis.data;

import dev.holdfast.order.LinesResult;
import dev.holdfast.order.OrderDamagedException;
import dev.holdfast.order.OrderReturn;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.ReturnResult;
import dev.holdfast.order.ReturnedUnits;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.LimitViolation;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Refusal.BeyondLimit;
import dev.holdfast.stock.Refusal.InsufficientStock;
import dev.holdfast.stock.Refusal.NotOnSale;
import dev.holdfast.stock.Refusal.TooManyReservations;
import dev.holdfast.stock.Refusal.UnknownSku;
import dev.holdfast.stock.Shortage;
import dev.holdfast.stock.Sku;
import dev.holdfast.store.Attempt;
import dev.holdfast.store.LinesStep;
import dev.holdfast.store.OrderRecord;
import dev.holdfast.store.RecordResult;
import dev.holdfast.store.ReserveResult;
import dev.holdfast.store.ReserveResult.NotReserved;
import dev.holdfast.store.ReserveResult.Refused;
import dev.holdfast.store.ReserveResult.Resolved;
import dev.holdfast.store.ReserveResult.Stale;
import dev.holdfast.store.ReturnStep;
import dev.holdfast.store.StockLine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** Reads the replies of scripts. */
public final class ScriptReplies {
  private static final Pattern LINE = Pattern.compile("([^:]+):([1-9]\\d{0,6})");

  private ScriptReplies() {}

  @SuppressWarnings("unchecked")
  public static List<Object> list(Object reply) {
    return (List<Object>) reply;
  }

  public static String text(Object reply) {
    return (String) reply;
  }

  public static long number(Object reply) {
    return reply instanceof Long number ? number : Long.parseLong((String) reply);
  }

  /**
   * An order's record from {field, value, ...}, starting at an index.
   *
   * @throws OrderDamagedException when it is none
   */
  public static OrderRecord order(OrderId id, List<Object> flat, int from) {
    try {
      return record(id, flat, from);
    } catch (RuntimeException e) {
      throw new OrderDamagedException(id.value(), String.valueOf(e.getMessage()));
    }
  }

  private static OrderRecord record(OrderId id, List<Object> flat, int from) {
    Map<String, String> fields = new HashMap<>();
    for (int i = from; i < flat.size(); i += 2) {
      fields.put(text(flat.get(i)), text(flat.get(i + 1)));
    }
    return new OrderRecord(
        id,
        OrderStatus.valueOf(field(fields, "status")),
        Long.parseLong(field(fields, "attempt")),
        field(fields, "fingerprint"),
        basket(field(fields, "lines")),
        skus(fields.getOrDefault("beside", "")),
        fields.getOrDefault("reference", ""),
        fields.getOrDefault("customer", ""),
        Long.parseLong(field(fields, "version")),
        instant(field(fields, "createdAt")),
        instant(field(fields, "updatedAt")),
        instant(field(fields, "expiresAt")),
        fields.containsKey("followed"),
        StoredReturns.units(fields.getOrDefault("returned", "")),
        StoredReturns.parse(fields.getOrDefault("returning", "")));
  }

  /**
   * An order's record from its id and those of its fields that a sweep tells, in their order. What
   * it has returned is not among them.
   */
  public static OrderRecord leased(List<Object> fields) {
    return new OrderRecord(
        new OrderId(text(fields.get(0))),
        OrderStatus.valueOf(text(fields.get(1))),
        number(fields.get(2)),
        text(fields.get(3)),
        basket(text(fields.get(4))),
        skus(text(fields.get(5))),
        text(fields.get(6)),
        text(fields.get(7)),
        number(fields.get(8)),
        instant(fields.get(9)),
        instant(fields.get(10)),
        instant(fields.get(11)),
        !text(fields.get(12)).isEmpty(),
        Map.of(),
        List.of());
  }

  /** The lines of {code, field, value, ...} as they are stored; empty when there are none. */
  public static String linesOf(List<Object> reply) {
    for (int i = 1; i + 1 < reply.size(); i += 2) {
      if ("lines".equals(reply.get(i))) {
        return text(reply.get(i + 1));
      }
    }
    return "";
  }

  private static String field(Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new IllegalStateException("an order's record lacks " + name);
    }
    return value;
  }

  public static Instant instant(Object milliseconds) {
    return Instant.ofEpochMilli(Long.parseLong(text(milliseconds)));
  }

  /** Lines in any order, as {@code lib/record.lua} judges them. */
  public static Basket basket(String text) {
    var lines = new ArrayList<Line>();
    for (String line : text.split(" ", -1)) {
      var parts = LINE.matcher(line);
      if (!parts.matches()) {
        throw new IllegalArgumentException("a line is SKU:quantity");
      }
      lines.add(new Line(new Sku(parts.group(1)), Integer.parseInt(parts.group(2))));
    }
    return Basket.of(lines);
  }

  /** The answer of a script that changes lines. */
  public static Attempt<LinesResult> changed(
      OrderId order, List<Object> reply, List<StockLine> lines) {
    return switch (ReplyCode.of(reply)) {
      case MOVED -> new Attempt.Moved<>();
      case IN_PROGRESS, TOO_MANY, DECIDED, ALREADY, FORBIDDEN, CHANGED, NOT_FOUND ->
          new Attempt.Answered<>(lines(order, reply).answer());
      default -> new Attempt.NotReserved<>(refused(reply, lines));
    };
  }

  /** The answer of a script that makes a step of a change of lines. */
  public static LinesStep lines(OrderId order, List<Object> reply) {
    return switch (ReplyCode.of(reply)) {
      case IN_PROGRESS -> new LinesStep.InProgress();
      case TOO_MANY -> new LinesStep.TooManySkus();
      default -> new LinesStep.Answered(decided(order, reply));
    };
  }

  /** The answer of a script that makes what an order's owner has decided. */
  public static RecordResult decided(OrderId order, List<Object> reply) {
    return switch (ReplyCode.of(reply)) {
      case DECIDED -> new RecordResult.Decided(order(order, reply, 1));
      case ALREADY -> new RecordResult.Already(order(order, reply, 1));
      case FORBIDDEN -> new RecordResult.Forbidden(order(order, reply, 1));
      case CHANGED -> new RecordResult.Changed(order(order, reply, 1));
      case NOT_FOUND -> new RecordResult.NotFound();
      default -> throw new IllegalStateException("unexpected reply " + reply.get(0));
    };
  }

  /** The answer of the script that records a return. */
  public static ReturnStep returned(OrderReturn units, List<Object> reply) {
    return switch (ReplyCode.of(reply)) {
      case REUSED -> new ReturnStep.KeyReused();
      case TOO_MANY -> new ReturnStep.TooMany();
      case NOT_MISSING -> new ReturnStep.NotMissing();
      case EXCEEDED -> {
        var excesses = new ArrayList<ReturnResult.Excess>();
        for (int i = 1; i < reply.size(); i += 2) {
          ReturnedUnits line = units.units().get((int) number(reply.get(i)) - 1);
          excesses.add(new ReturnResult.Excess(line.sku(), line.units(), number(reply.get(i + 1))));
        }
        yield new ReturnStep.Exceeded(excesses);
      }
      default -> new ReturnStep.Answered(decided(units.order(), reply));
    };
  }

  static List<Sku> skus(String text) {
    return text.isEmpty() ? List.of() : Arrays.stream(text.split(" ", -1)).map(Sku::new).toList();
  }

  /** The answer of a script that takes lines. */
  public static ReserveResult reserved(List<Object> reply, List<StockLine> lines) {
    return ReplyCode.RESERVED.begins(reply) ? new ReserveResult.Reserved() : refused(reply, lines);
  }

  public static NotReserved refused(List<Object> reply, List<StockLine> lines) {
    return switch (ReplyCode.of(reply)) {
      case INSUFFICIENT -> {
        var shortages = new ArrayList<Shortage>();
        for (int i = 1; i < reply.size(); i += 2) {
          StockLine line = lines.get((int) number(reply.get(i)) - 1);
          shortages.add(new Shortage(line.sku(), line.quantity(), number(reply.get(i + 1))));
        }
        yield new Refused(new InsufficientStock(shortages), false);
      }
      case UNKNOWN -> new Refused(new UnknownSku(named(reply, lines)), false);
      case NOT_ON_SALE -> new Refused(new NotOnSale(named(reply, lines)), false);
      case LIMIT -> {
        var excesses = new ArrayList<LimitViolation>();
        for (int i = 1; i < reply.size(); i += 2) {
          StockLine line = lines.get((int) number(reply.get(i)) - 1);
          int max = Objects.requireNonNull(Objects.requireNonNull(line.allowance()).max());
          excesses.add(
              new LimitViolation(
                  line.sku(),
                  LimitViolation.Limit.PER_CUSTOMER,
                  max,
                  line.quantity(),
                  number(reply.get(i + 1))));
        }
        yield new Refused(new BeyondLimit(excesses), false);
      }
      case TOO_OFTEN -> {
        var skus = new ArrayList<Sku>();
        long millis = 0;
        for (int i = 1; i < reply.size(); i += 2) {
          skus.add(lines.get((int) number(reply.get(i)) - 1).sku());
          millis = Math.max(millis, number(reply.get(i + 1)));
        }
        yield new Refused(new TooManyReservations(skus, Duration.ofMillis(millis)), false);
      }
      case STALE -> new Stale();
      case LATE, FENCED -> ReserveResult.contended(false);
      case RESOLVED -> new Resolved();
      default -> throw new IllegalStateException("unexpected reply " + reply.get(0));
    };
  }

  /** The SKUs of the lines whose numbers follow the code. */
  private static List<Sku> named(List<Object> reply, List<StockLine> lines) {
    return reply.stream().skip(1).map(i -> lines.get((int) number(i) - 1).sku()).toList();
  }
}
