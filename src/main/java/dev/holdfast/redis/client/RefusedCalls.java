package dev.holdfast.redis.client;

import dev.holdfast.redis.script.Script;
import io.lettuce.core.RedisCommandExecutionException;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the calls of scripts that a Redis refused to execute although it was reached, by the
 * reason and by whether they were to end an order. Safe for use by many threads.
 */
public final class RefusedCalls {
  /** Why Redis refuses to write, as its error begins. */
  private enum Reason {
    OOM,
    NOREPLICAS,
    READONLY,
    MISCONF
  }

  private final Map<Reason, LongAdder> decisions = adders();
  private final Map<Reason, LongAdder> others = adders();

  private static Map<Reason, LongAdder> adders() {
    var adders = new EnumMap<Reason, LongAdder>(Reason.class);
    for (Reason reason : Reason.values()) {
      adders.put(reason, new LongAdder());
    }
    return adders;
  }

  /** Counts a call that has failed, if Redis has refused it. */
  void count(Script script, Throwable failure) {
    if (failure instanceof RedisCommandExecutionException) {
      String message = String.valueOf(failure.getMessage());
      (script.mayGoBeyondMemory() ? decisions : others)
          .forEach((reason, adder) -> {
            if (message.startsWith(reason + " ")) {
              adder.increment();
            }
          });
    }
  }

  /** Publishes the counts as {@code holdfast.store.refused}. */
  public void bindTo(MeterRegistry meters) {
    bind(meters, "decision", decisions);
    bind(meters, "other", others);
  }

  private static void bind(MeterRegistry meters, String kind, Map<Reason, LongAdder> adders) {
    adders.forEach((reason, adder) ->
        FunctionCounter.builder("holdfast.store.refused", adder, LongAdder::sum)
            .description("Calls that Redis refused to execute although it was reached")
            .tag("kind", kind)
            .tag("reason", reason.name().toLowerCase(Locale.ROOT))
            .register(meters));
  }
}
