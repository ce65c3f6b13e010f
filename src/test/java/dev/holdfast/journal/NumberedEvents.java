package dev.holdfast.journal;

import dev.holdfast.order.EventLog;
import dev.holdfast.order.OrderEvent;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** A log of events that are known by their numbers, of which the oldest may be trimmed. */
final class NumberedEvents implements EventLog {
  private static final String BEGIN = "n-";

  private volatile long kept;
  private volatile long end;
  private volatile boolean away;
  private volatile @Nullable Runnable atNextRead;

  NumberedEvents(long end) {
    this.end = end;
  }

  static OrderEvent event(long number) {
    return new OrderEvent(
        "order-" + number, 1, "RESERVED", Instant.ofEpochMilli(number), position(number + 1));
  }

  /** The lines of the events from a number up to another one. */
  static List<JournalLine> lines(long from, long to) {
    return LongStream.range(from, to).mapToObj(NumberedEvents::event).map(JournalLine::of).toList();
  }

  static String position(long number) {
    return BEGIN + number;
  }

  /** There are so many now. */
  void growTo(long end) {
    this.end = end;
  }

  /** So many are there no more. */
  void trim(long count) {
    kept = count;
  }

  /** The store answers, or does not. */
  void away(boolean isAway) {
    away = isAway;
  }

  /** What happens between the journal's look at its file and its next write. */
  void atNextRead(Runnable what) {
    atNextRead = what;
  }

  @Override
  public String end() {
    return position(end);
  }

  @Override
  public String beginning() {
    return position(0);
  }

  @Override
  public ReadResult read(@Nullable String after, int limit) {
    Runnable now = atNextRead;
    atNextRead = null;
    if (now != null) {
      now.run();
    }
    if (away) {
      throw new IllegalStateException("the store is away");
    }
    if (after != null && !after.startsWith(BEGIN)) {
      return new ReadResult.NotAPosition();
    }
    long from = after == null ? kept : number(after);
    if (from < kept) {
      return new ReadResult.Gone();
    }
    var page =
        LongStream.range(from, Math.min(end, from + limit))
            .mapToObj(NumberedEvents::event)
            .toList();
    return new ReadResult.Page(page, position(from + page.size()));
  }

  @Override
  public String afterGap(String after) {
    return position(Math.max(kept, number(after)));
  }

  private static long number(String position) {
    return Long.parseLong(position.substring(BEGIN.length()));
  }
}
