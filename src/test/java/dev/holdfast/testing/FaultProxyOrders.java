package dev.holdfast.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.holdfast.testing.FaultProxy.Direction;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a {@link FaultProxy} was told to do when something certain goes through it; each once. */
final class FaultProxyOrders {
  private record Trigger(String text, Runnable action) {}

  private final List<Trigger> triggers = new CopyOnWriteArrayList<>();
  private final ConcurrentHashMap<Direction, Long> bytesUntilCut = new ConcurrentHashMap<>();

  void onRequest(String text, Runnable action) {
    triggers.add(new Trigger(text.toLowerCase(Locale.ROOT), action));
  }

  void cutAfter(Direction direction, long bytes) {
    bytesUntilCut.put(direction, bytes);
  }

  /** Runs what waits for this request. */
  void passing(byte[] request) {
    if (triggers.isEmpty()) {
      return;
    }
    String text = new String(request, ISO_8859_1).toLowerCase(Locale.ROOT);
    // A snapshot: only who removes a trigger runs it.
    for (Trigger trigger : List.copyOf(triggers)) {
      if (text.contains(trigger.text()) && triggers.remove(trigger)) {
        trigger.action().run();
      }
    }
  }

  /** How many of these bytes may go through before the connections are to be cut, if they are. */
  OptionalInt bytesBeforeCut(Direction direction, int length) {
    var left = new int[] {-1};
    bytesUntilCut.computeIfPresent(
        direction,
        (key, bytes) -> {
          if (bytes >= length) {
            return bytes - length;
          }
          left[0] = bytes.intValue();
          return null;
        });
    return left[0] < 0 ? OptionalInt.empty() : OptionalInt.of(left[0]);
  }
}
