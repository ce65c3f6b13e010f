package dev.holdfast.journal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.holdfast.order.OrderEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A line of the journal: an event, or a note about the journal itself.
 *
 * @param orderId null in a note
 * @param version null in a note
 * @param type of the event, or {@link #GAP}, {@link #FILE_LOST} or {@link #PROMOTION}
 * @param after in a gap or at a promotion the position before it; null in a gap at the beginning
 * @param next the position in the event log after this line, with which a copy goes on
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"orderId", "version", "type", "occurredAt", "after", "next"})
record JournalLine(
    @Nullable String orderId,
    @Nullable Long version,
    String type,
    String occurredAt,
    @Nullable String after,
    String next) {
  /** The type of a note: events between two positions were gone before they could be copied. */
  static final String GAP = "GAP";

  /** The type of a note: the file before this one was deleted, renamed or changed. */
  static final String FILE_LOST = "FILE_LOST";

  /** The type of a note: the store has another primary, which gave some positions anew. */
  static final String PROMOTION = "PROMOTION";

  static final byte END = '\n';

  private static final JsonMapper JSON = new JsonMapper();
  private static final DateTimeFormatter MILLIS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  static JournalLine of(OrderEvent event) {
    return new JournalLine(
        event.order(),
        event.version(),
        event.type(),
        MILLIS.format(event.occurredAt()),
        null,
        event.position());
  }

  static JournalLine gap(@Nullable String after, String next) {
    return new JournalLine(null, null, GAP, MILLIS.format(Instant.now()), after, next);
  }

  static JournalLine promotion(String after, String next) {
    return new JournalLine(null, null, PROMOTION, MILLIS.format(Instant.now()), after, next);
  }

  static JournalLine fileLost(String next) {
    return new JournalLine(null, null, FILE_LOST, MILLIS.format(Instant.now()), null, next);
  }

  /** As it stands in the file, with its end. */
  byte[] bytes() {
    byte[] json = JSON.writeValueAsBytes(this);
    byte[] line = Arrays.copyOf(json, json.length + 1);
    line[json.length] = END;
    return line;
  }

  /** Reads a line, without its end; empty when it is none of a journal. */
  static Optional<JournalLine> parse(byte[] bytes, int from, int to) {
    try {
      var line =
          JSON.readValue(
              new String(bytes, from, to - from, StandardCharsets.UTF_8), JournalLine.class);
      return Optional.ofNullable(line).filter(read -> read.isWhole());
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /** Jackson leaves what a text does not have null. */
  @SuppressWarnings("ConstantValue")
  private boolean isWhole() {
    return type != null && next != null;
  }
}
