package dev.holdfast.redis.stock;

import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.data.ReplyCode;
import dev.holdfast.redis.data.ScriptReplies;
import dev.holdfast.redis.script.Script;
import dev.holdfast.stock.Movement;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockDamagedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the movements of products, which scripts write in the steps that book them. */
record MovementLedger(RedisGateway redis) {
  /** As {@link dev.holdfast.stock.Inventory#movements}. */
  Optional<Movement.Page> page(Sku sku, @Nullable String after, int limit) {
    // One more than asked for tells whether there is a next page.
    var reply =
        redis.run(
            Script.MOVEMENTS_READ,
            List.of(Keys.totals(sku), Keys.movements(sku)),
            after,
            limit + 1);
    return switch (ReplyCode.of(reply)) {
      case READ -> Optional.of(Movement.Page.of(movements(sku, reply), limit));
      case DAMAGED -> throw damaged(sku);
      default -> Optional.empty();
    };
  }

  private static StockDamagedException damaged(Sku sku) {
    return new StockDamagedException("the movements of " + sku + " cannot be read");
  }

  private static List<Movement> movements(Sku sku, List<Object> reply) {
    var movements = new ArrayList<Movement>();
    for (Object entry : reply.subList(1, reply.size())) {
      var parts = ScriptReplies.list(entry);
      var flat = ScriptReplies.list(parts.get(1));
      var fields = new HashMap<String, String>();
      for (int i = 0; i + 1 < flat.size(); i += 2) {
        fields.put(ScriptReplies.text(flat.get(i)), ScriptReplies.text(flat.get(i + 1)));
      }
      movements.add(movement(sku, ScriptReplies.text(parts.get(0)), fields));
    }
    return movements;
  }

  private static Movement movement(Sku sku, String position, Map<String, String> fields) {
    try {
      String supplied = fields.getOrDefault("supplied", "");
      return new Movement(
          position,
          field(sku, fields, "kind"),
          Long.parseLong(field(sku, fields, "units")),
          supplied.isEmpty() ? null : Long.valueOf(supplied),
          fields.getOrDefault("reason", ""),
          field(sku, fields, "id"),
          ScriptReplies.instant(field(sku, fields, "at")));
    } catch (NumberFormatException e) {
      throw damaged(sku);
    }
  }

  private static String field(Sku sku, Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null) {
      throw damaged(sku);
    }
    return value;
  }
}
