package dev.holdfast.redis.event;

import dev.holdfast.redis.data.ScriptReplies;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An entry of a stream, as {@code events_read} replies it. */
record StreamEntry(String id, Map<String, String> fields) {
  private static final Logger log = LoggerFactory.getLogger(StreamEntry.class);

  /** The position before the entries of a reply. */
  static StreamPosition position(List<Object> reply) {
    return new StreamPosition(ScriptReplies.text(reply.get(0)), ScriptReplies.text(reply.get(1)));
  }

  /** The entries of a reply. */
  static List<StreamEntry> all(List<Object> reply) {
    var entries = new ArrayList<StreamEntry>();
    for (int i = 2; i < reply.size(); i += 2) {
      var fields = new HashMap<String, String>();
      List<Object> flat = ScriptReplies.list(reply.get(i + 1));
      for (int j = 0; j + 1 < flat.size(); j += 2) {
        fields.put(ScriptReplies.text(flat.get(j)), ScriptReplies.text(flat.get(j + 1)));
      }
      entries.add(new StreamEntry(ScriptReplies.text(reply.get(i)), fields));
    }
    return entries;
  }

  long millis() {
    return Long.parseLong(id.substring(0, id.indexOf('-')));
  }

  long sequence() {
    return Long.parseUnsignedLong(id.substring(id.indexOf('-') + 1));
  }

  /** Adds the event of this entry; one that is none of ours holds no reader up. */
  <T> void addTo(List<T> events, String stream, Function<StreamEntry, T> event) {
    try {
      events.add(event.apply(this));
    } catch (IllegalArgumentException e) {
      log.warn("entry {} of {} is no event and is passed over: {}", id, stream, e.getMessage());
    }
  }

  /**
   * @throws IllegalArgumentException when it has no such field
   */
  String field(String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new IllegalArgumentException("it has no " + name);
    }
    return value;
  }

  /**
   * @throws IllegalArgumentException when it has no such number
   */
  long number(String name) {
    return Long.parseLong(field(name));
  }
}
