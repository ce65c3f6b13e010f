package dev.holdfast.redis.event;

import dev.holdfast.order.EventLog;
import dev.holdfast.order.Order;
import dev.holdfast.order.OrderEvent;
import dev.holdfast.order.OrderLife;
import dev.holdfast.order.OrderLives;
import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.client.ScriptCall;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.data.ReplyCode;
import dev.holdfast.redis.script.Script;
import dev.holdfast.stock.OrderId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the streams of all partitions as one, in one round trip. A position has one of each stream.
 * An order's events are all in one stream, so merging keeps their order. Safe for use by many
 * threads.
 */
public final class RedisEvents implements EventLog, OrderLives {
  /** How many entries a look at one order reads at a time, and how often. */
  private static final int LIFE_BATCH = 500;

  private static final int LIFE_BATCHES_MAX = 20;

  /** How much earlier than the order an entry's id may be, since the clocks are two. */
  private static final Duration LIFE_MARGIN = Duration.ofSeconds(5);

  /** A part has its share of what is asked for twice over, and so much more. */
  private static final int PART_EXTRA = 10;

  private final RedisGateway redis;

  public RedisEvents(RedisGateway redis) {
    this.redis = redis;
  }

  /** An entry of the stream of a partition. */
  private record Entry(int partition, StreamEntry of) {}

  @Override
  public String end() {
    var positions = new ArrayList<StreamPosition>();
    ask(Collections.nCopies(OrderId.PARTITIONS, StreamPosition.LATEST), 0)
        .forEach(reply -> positions.add(StreamEntry.position(reply)));
    return StreamPosition.text(positions);
  }

  @Override
  public String beginning() {
    return StreamPosition.text(Collections.nCopies(OrderId.PARTITIONS, StreamPosition.FIRST));
  }

  @Override
  public ReadResult read(@Nullable String after, int limit) {
    List<StreamPosition> from =
        after == null
            ? Collections.nCopies(OrderId.PARTITIONS, StreamPosition.OLDEST)
            : StreamPosition.parse(after, OrderId.PARTITIONS);
    if (from == null) {
      return new ReadResult.NotAPosition();
    }
    if (!redis.scripts().writesEvents()) {
      return new ReadResult.Off();
    }
    var next = new ArrayList<StreamPosition>();
    var entries = new ArrayList<Entry>();
    for (List<Object> reply :
        ask(from, Math.min(limit, limit / OrderId.PARTITIONS * 2 + PART_EXTRA))) {
      if (ReplyCode.GONE.begins(reply)) {
        return new ReadResult.Gone();
      }
      int partition = next.size();
      StreamEntry.all(reply).forEach(entry -> entries.add(new Entry(partition, entry)));
      next.add(StreamEntry.position(reply));
    }
    var events = new ArrayList<OrderEvent>();
    entries.stream()
        .sorted(
            Comparator.comparingLong((Entry entry) -> entry.of().millis())
                .thenComparingLong(entry -> entry.of().sequence()))
        .limit(limit)
        .forEach(entry -> {
          next.set(entry.partition(), StreamPosition.after(entry.of().id()));
          String position = StreamPosition.text(next);
          entry.of().addTo(events, Keys.events(entry.partition()), own -> event(own, position));
        });
    return new ReadResult.Page(events, StreamPosition.text(next));
  }

  @Override
  public String afterGap(String after) {
    List<StreamPosition> gone = StreamPosition.parse(after, OrderId.PARTITIONS);
    if (gone == null) {
      throw new IllegalArgumentException("not a position of this store");
    }
    var positions = new ArrayList<StreamPosition>();
    ask(gone.stream().map(StreamPosition::whatIsKept).toList(), 0)
        .forEach(reply -> positions.add(StreamEntry.position(reply)));
    return StreamPosition.text(positions);
  }

  /** An order's events are in one stream, whose ids are not earlier than their events. */
  @Override
  public OrderLife of(Order order) {
    String stream = Keys.events(order.id().partition());
    var found = new ArrayList<OrderLife.Step>();
    long since = Math.max(0, order.createdAt().minus(LIFE_MARGIN).toEpochMilli());
    var position = new StreamPosition("kept", since + "-0");
    for (int batch = 0; batch < LIFE_BATCHES_MAX; batch++) {
      List<Object> reply = ask(stream, position, LIFE_BATCH);
      if (ReplyCode.GONE.begins(reply)) {
        break;
      }
      List<StreamEntry> entries = StreamEntry.all(reply);
      for (StreamEntry entry : entries) {
        if (order.id().value().equals(entry.fields().get("id"))) {
          entry.addTo(found, stream, RedisEvents::step);
        }
        position = StreamPosition.after(entry.id());
      }
      if (entries.isEmpty() || (!found.isEmpty() && found.getLast().version() >= order.version())) {
        break;
      }
    }
    return OrderLife.of(order, found);
  }

  private List<Object> ask(String stream, StreamPosition position, int limit) {
    return redis
        .runAll(
            List.of(
                ScriptCall.of(
                    Script.EVENTS_READ, List.of(stream), position.kind(), position.value(), limit)))
        .getFirst();
  }

  private static OrderLife.Step step(StreamEntry entry) {
    return new OrderLife.Step(
        entry.number("version"),
        entry.field("type"),
        Instant.ofEpochMilli(entry.number("occurredAt")));
  }

  private List<List<Object>> ask(List<StreamPosition> positions, int limit) {
    var calls = new ArrayList<ScriptCall>();
    for (int partition = 0; partition < OrderId.PARTITIONS; partition++) {
      StreamPosition position = positions.get(partition);
      calls.add(
          ScriptCall.of(
              Script.EVENTS_READ,
              List.of(Keys.events(partition)),
              position.kind(),
              position.value(),
              limit));
    }
    return redis.runAll(calls);
  }

  private static OrderEvent event(StreamEntry entry, String position) {
    return new OrderEvent(
        entry.field("id"),
        entry.number("version"),
        entry.field("type"),
        Instant.ofEpochMilli(entry.number("occurredAt")),
        position);
  }
}
