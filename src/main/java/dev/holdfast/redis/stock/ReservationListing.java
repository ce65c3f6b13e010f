package dev.holdfast.redis.stock;

import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.data.ReplyCode;
import dev.holdfast.redis.data.ScriptReplies;
import dev.holdfast.redis.script.Script;
import dev.holdfast.stock.HeldUnits;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockDamagedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lists what orders hold of a product: each page is one script, and so as of one moment. */
record ReservationListing(RedisGateway redis) {
  private static final String BEGINNING = "0-";

  /** As {@link dev.holdfast.stock.Inventory#held}. */
  Optional<HeldUnits.Page> page(Sku sku, @Nullable String after, int limit) {
    // One of another store names an order alone: it begins with the first slot.
    String position = after == null || !after.contains("-") ? BEGINNING : after;
    int border = position.indexOf('-');
    var reply =
        redis.run(
            Script.RESERVATIONS_PAGE,
            List.of(Keys.totals(sku), Keys.reservations(sku)),
            position.substring(0, border),
            position.substring(border + 1),
            limit);
    return switch (ReplyCode.of(reply)) {
      case READ -> Optional.of(page(reply));
      case DAMAGED ->
          throw new StockDamagedException("the reservations of " + sku + " cannot be read");
      default -> Optional.empty();
    };
  }

  private static HeldUnits.Page page(List<Object> reply) {
    var held = new ArrayList<HeldUnits>();
    for (int i = 3; i < reply.size(); i += 3) {
      String order = ScriptReplies.text(reply.get(i));
      // A withdrawal is no order; what is neither is damage, which the audit names.
      if (OrderId.isValid(order) && !new OrderId(order).isWithdrawal()) {
        held.add(
            new HeldUnits(
                new OrderId(order),
                ScriptReplies.text(reply.get(i + 1)).equals("S")
                    ? HeldUnits.State.SOLD
                    : HeldUnits.State.RESERVED,
                Math.toIntExact(ScriptReplies.number(reply.get(i + 2)))));
      }
    }
    String cursor = ScriptReplies.text(reply.get(1));
    return new HeldUnits.Page(
        held,
        cursor.isEmpty()
            ? Optional.empty()
            : Optional.of(cursor + "-" + ScriptReplies.text(reply.get(2))));
  }
}
