package dev.holdfast.redis.event;

import dev.holdfast.order.EventLog;
import dev.holdfast.order.OrderEvent;
import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.client.ScriptCall;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.data.ReplyCode;
import dev.holdfast.redis.data.ScriptReplies;
import dev.holdfast.redis.script.Script;
import dev.holdfast.stock.OrderId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the streams of all partitions as one, in one round trip. A position has one of each stream.
 * An order's events are all in one stream, so merging keeps their order. Safe for use by many
 * threads.
 */
public final class RedisEvents implements EventLog {
  private static final Logger log = LoggerFactory.getLogger(RedisEvents.class);

  /** A part has its share of what is asked for twice over, and so much more. */
  private static final int PART_EXTRA = 10;

  private final RedisGateway redis;

  public RedisEvents(RedisGateway redis) {
    this.redis = redis;
  }

  /** An entry of the stream of a partition. */
  private record Entry(int partition, String id, Map<String, String> fields) {
    long millis() {
      return Long.parseLong(id.substring(0, id.indexOf('-')));
    }

    long sequence() {
      return Long.parseUnsignedLong(id.substring(id.indexOf('-') + 1));
    }
  }

  @Override
  public String end() {
    var positions = new ArrayList<StreamPosition>();
    ask(Collections.nCopies(OrderId.PARTITIONS, StreamPosition.LATEST), 0)
        .forEach(reply -> positions.add(position(reply)));
    return StreamPosition.text(positions);
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
      addEntries(next.size(), reply, entries);
      next.add(position(reply));
    }
    var events = new ArrayList<OrderEvent>();
    entries.stream()
        .sorted(Comparator.comparingLong(Entry::millis).thenComparingLong(Entry::sequence))
        .limit(limit)
        .forEach(entry -> {
          next.set(entry.partition(), StreamPosition.after(entry.id()));
          addEvent(entry, StreamPosition.text(next), events);
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
        .forEach(reply -> positions.add(position(reply)));
    return StreamPosition.text(positions);
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

  private static StreamPosition position(List<Object> reply) {
    return new StreamPosition(ScriptReplies.text(reply.get(0)), ScriptReplies.text(reply.get(1)));
  }

  private static void addEntries(int partition, List<Object> reply, List<Entry> entries) {
    for (int i = 2; i < reply.size(); i += 2) {
      var fields = new HashMap<String, String>();
      List<Object> flat = ScriptReplies.list(reply.get(i + 1));
      for (int j = 0; j + 1 < flat.size(); j += 2) {
        fields.put(ScriptReplies.text(flat.get(j)), ScriptReplies.text(flat.get(j + 1)));
      }
      entries.add(new Entry(partition, ScriptReplies.text(reply.get(i)), fields));
    }
  }

  /** An entry that is none of ours holds no reader up. */
  private static void addEvent(Entry entry, String position, List<OrderEvent> events) {
    Map<String, String> fields = entry.fields();
    try {
      events.add(
          new OrderEvent(
              field(fields, "id"),
              Long.parseLong(field(fields, "version")),
              field(fields, "type"),
              Instant.ofEpochMilli(Long.parseLong(field(fields, "occurredAt"))),
              position));
    } catch (IllegalArgumentException e) {
      log.warn(
          "entry {} of {} is no event and is passed over: {}",
          entry.id(),
          Keys.events(entry.partition()),
          e.getMessage());
    }
  }

  private static String field(Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new IllegalArgumentException("it has no " + name);
    }
    return value;
  }
}
