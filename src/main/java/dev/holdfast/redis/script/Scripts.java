package dev.holdfast.redis.script;

import dev.holdfast.redis.clock.ClockSettings;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.store.OrderRecord;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * The scripts as one configuration has them: settings are constants in their source, so that no
 * call carries them.
 */
public final class Scripts {
  /**
   * With such a first line a script is refused as a whole wherever Redis refuses writes: those that
   * may answer without writing, such as a repeat, have none.
   */
  private static final String READER = "#!lua flags=no-writes\n";

  private static final String BEYOND_MEMORY = "#!lua flags=allow-oom\n";

  private record Loaded(String source, String sha, boolean timed) {
    static Loaded of(String source, boolean timed) {
      return new Loaded(source, ScriptSource.sha1(source), timed);
    }
  }

  /** Only a library that takes the caller's time off its arguments has this setting. */
  private static final String TIMED_BY = "CLOCK_DIFFERENCE_MAX_MS";

  private final boolean events;
  private final SearchNames searchNames;
  private final Duration ordersKept;
  private final Map<Script, Loaded> loaded = new EnumMap<>(Script.class);
  private final Map<Script, Loaded> beyondMemory = new EnumMap<>(Script.class);

  /** With settings as they are configured. */
  public Scripts(
      EventSettings events,
      RetentionSettings retention,
      MovementSettings movements,
      SearchSettings search,
      ClockSettings clock) {
    this(events, retention.reservations(), retention.orders(), movements, search, clock);
  }

  /** With values that no configuration may have, for measuring. */
  public Scripts(
      EventSettings events,
      Duration reservationsKept,
      Duration ordersKept,
      MovementSettings movements,
      SearchSettings search,
      ClockSettings clock) {
    this.searchNames = new SearchNames(search);
    this.events = events.maxLength() > 0;
    this.ordersKept = ordersKept;
    var settings =
        Map.ofEntries(
            Map.entry(TIMED_BY, clock.differenceMax().toMillis()),
            Map.entry("EVENTS_MAX", events.maxLength()),
            Map.entry("EVENTS_AGE_MS", events.maxAge().toMillis()),
            Map.entry("MOVEMENTS_MAX", (long) movements.maxLength()),
            Map.entry("MOVEMENTS_AGE_MS", movements.maxAge().toMillis()),
            Map.entry("BESIDE_MAX", (long) OrderRecord.BESIDE_MAX),
            Map.entry("LINES_MAX", (long) Basket.LINES_MAX),
            Map.entry("QUANTITY_MAX", (long) Line.QUANTITY_MAX),
            Map.entry("RESERVATIONS_KEPT_MS", reservationsKept.toMillis()),
            Map.entry("ORDERS_KEPT_MS", ordersKept.toMillis()));
    var sources = new ScriptSource(settings);
    for (Script script : Script.values()) {
      String source = sources.load(script.resource());
      boolean timed = sources.hasSetting(script.resource(), TIMED_BY);
      loaded.put(script, Loaded.of(script.isReader() ? READER + source : source, timed));
      if (script.mayGoBeyondMemory()) {
        beyondMemory.put(script, Loaded.of(BEYOND_MEMORY + source, timed));
      }
    }
  }

  /** Whether the scripts publish changes of orders as events. */
  public boolean writesEvents() {
    return events;
  }

  /** How long the record of an order that has ended is kept. */
  public Duration ordersKept() {
    return ordersKept;
  }

  /** What customers and references are called in the search index. */
  public SearchNames searchNames() {
    return searchNames;
  }

  public String source(Script script) {
    return of(script).source();
  }

  /** The name under which Redis keeps a script once it was loaded. */
  public String sha(Script script) {
    return of(script).sha();
  }

  /** The form that Redis executes at its memory limit too, of a script that has one. */
  public String sourceBeyondMemory(Script script) {
    return Objects.requireNonNull(beyondMemory.get(script)).source();
  }

  /** The name under which Redis keeps that form. */
  public String shaBeyondMemory(Script script) {
    return Objects.requireNonNull(beyondMemory.get(script)).sha();
  }

  /** Whether a script takes the caller's time, behind all other arguments. */
  public boolean timed(Script script) {
    return of(script).timed();
  }

  private Loaded of(Script script) {
    return Objects.requireNonNull(loaded.get(script));
  }
}
