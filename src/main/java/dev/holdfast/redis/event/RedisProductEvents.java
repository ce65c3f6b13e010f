package dev.holdfast.redis.event;

import dev.holdfast.alert.ProductEvent;
import dev.holdfast.alert.ProductEvents;
import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.data.ReplyCode;
import dev.holdfast.redis.script.Script;
import dev.holdfast.stock.Sku;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the stream of products' events. Safe for use by many threads. */
public final class RedisProductEvents implements ProductEvents {
  private final RedisGateway redis;

  public RedisProductEvents(RedisGateway redis) {
    this.redis = redis;
  }

  @Override
  public String end() {
    return StreamPosition.text(List.of(StreamEntry.position(ask(StreamPosition.LATEST, 0))));
  }

  @Override
  public ReadResult read(@Nullable String after, int limit) {
    List<StreamPosition> from =
        after == null ? List.of(StreamPosition.OLDEST) : StreamPosition.parse(after, 1);
    if (from == null) {
      return new ReadResult.NotAPosition();
    }
    List<Object> reply = ask(from.getFirst(), limit);
    if (ReplyCode.GONE.begins(reply)) {
      return new ReadResult.Gone();
    }
    var events = new ArrayList<ProductEvent>();
    StreamPosition next = StreamEntry.position(reply);
    for (StreamEntry entry : StreamEntry.all(reply)) {
      entry.addTo(events, Keys.PRODUCT_EVENTS, RedisProductEvents::event);
      next = StreamPosition.after(entry.id());
    }
    return new ReadResult.Page(events, StreamPosition.text(List.of(next)));
  }

  private List<Object> ask(StreamPosition position, int limit) {
    return redis.run(
        Script.EVENTS_READ, List.of(Keys.PRODUCT_EVENTS), position.kind(), position.value(), limit);
  }

  private static ProductEvent event(StreamEntry entry) {
    return new ProductEvent(
        new Sku(entry.field("sku")),
        entry.number("sequence"),
        entry.field("type"),
        entry.number("available"),
        entry.number("shortfall"),
        Instant.ofEpochMilli(entry.number("occurredAt")),
        entry.fields().get("from"),
        entry.fields().get("to"));
  }
}
