package dev.holdfast.load.kill;

import dev.holdfast.load.check.Line;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a customer wanted and what it knows. It belongs to one thread at a time.
 *
 * <p>An end that is known was acknowledged: by a 200 to the command, or by a 409 that named it.
 */
final class Life {
  /** What a customer means to do with its order. */
  enum Intent {
    CONFIRM("CONFIRMED"),
    CANCEL("CANCELLED"),
    LEAVE("EXPIRED");

    private final String status;

    Intent(String status) {
      this.status = status;
    }

    /** The status that it leads to when nothing comes in between. */
    String status() {
      return status;
    }

    /** The end of its call's path. */
    String command() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private final String key;
  private final List<Line> lines;
  private final Intent intent;
  private @Nullable String order;
  private @Nullable String end;
  private boolean refused;
  private boolean foundAgain;
  private int asked;
  private String unexpected = "";

  Life(String key, List<Line> lines, Intent intent) {
    this.key = key;
    this.lines = List.copyOf(lines);
    this.intent = intent;
  }

  String key() {
    return key;
  }

  List<Line> lines() {
    return lines;
  }

  Intent intent() {
    return intent;
  }

  /** The order's id; null while no acceptance was seen. */
  @Nullable String order() {
    return order;
  }

  /** The end that was acknowledged; null while none was. */
  @Nullable String end() {
    return end;
  }

  /** Whether it is known that there is no order. */
  boolean isRefused() {
    return refused;
  }

  /** Whether a repeated request found the order placed already. */
  boolean wasFoundAgain() {
    return foundAgain;
  }

  /** How many requests were made. */
  int asked() {
    return asked;
  }

  /** What nobody should ever be told; empty when it was not. */
  String unexpected() {
    return unexpected;
  }

  void asking() {
    asked++;
  }

  void accepted(String id, boolean again) {
    order = id;
    foundAgain |= again;
  }

  void ended(String status) {
    end = status;
  }

  void refused() {
    refused = true;
  }

  void unexpected(String what) {
    unexpected = what;
  }

  /** Whether everything that can be known without waiting for the deadline is known. */
  boolean isSettled() {
    return refused || !unexpected.isEmpty() || (order != null && (intent == Intent.LEAVE || end != null));
  }
}
