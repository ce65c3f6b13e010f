package dev.holdfast.redis;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * The scripts as one configuration has them: settings are constants in their source, so that no
 * call carries them.
 */
public final class Scripts {
  private static final Scripts DEFAULTS =
      new Scripts(EventSettings.defaults(), RetentionSettings.defaults());

  private record Loaded(String source, String sha) {}

  private final Map<Script, Loaded> loaded = new EnumMap<>(Script.class);

  public Scripts(EventSettings events, RetentionSettings retention) {
    var settings =
        Map.of(
            "EVENTS_MAX", events.maxLength(),
            "RESERVATIONS_KEPT_MS", retention.reservations().toMillis(),
            "ORDERS_KEPT_MS", retention.orders().toMillis());
    for (Script script : Script.values()) {
      String source = ScriptSource.load(script.resource(), settings);
      loaded.put(script, new Loaded(source, ScriptSource.sha1(source)));
    }
  }

  /** With the default settings. */
  static Scripts defaults() {
    return DEFAULTS;
  }

  String source(Script script) {
    return of(script).source();
  }

  /** The name under which Redis keeps a script once it was loaded. */
  String sha(Script script) {
    return of(script).sha();
  }

  private Loaded of(Script script) {
    return Objects.requireNonNull(loaded.get(script));
  }
}
