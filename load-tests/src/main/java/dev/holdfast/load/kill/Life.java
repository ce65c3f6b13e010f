package dev.holdfast.load.kill;

import dev.holdfast.load.check.Line;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
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
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What is known of a change of lines. */
  enum Change {
    /** It may or may not have been made. */
    OPEN,
    MADE,
    REFUSED
  }

  private final String key;
  private final List<Line> lines;
  private final @Nullable List<Line> wished;
  private final Intent intent;
  private @Nullable String order;
  private @Nullable String end;
  private Change change = Change.OPEN;
  private final Deque<Line> toSupply = new ArrayDeque<>();
  private boolean refused;
  private boolean foundAgain;
  private int asked;
  private String unexpected = "";

  /**
   * @param wished lines that the order is changed to before anything else; null for no change
   */
  Life(String key, List<Line> lines, @Nullable List<Line> wished, Intent intent) {
    this.key = key;
    this.lines = List.copyOf(lines);
    this.wished = wished == null ? null : List.copyOf(wished);
    this.intent = intent;
  }

  String key() {
    return key;
  }

  List<Line> lines() {
    return lines;
  }

  /** The lines that the order is still to be changed to; null when there is nothing to change. */
  @Nullable List<Line> toChangeTo() {
    return change == Change.OPEN ? wished : null;
  }

  void changed(Change known) {
    change = known;
  }

  /** Whether the order may have these lines, by what is known of its change. */
  boolean mayHave(List<Line> read) {
    boolean old = read.equals(lines);
    if (wished == null) {
      return old;
    }
    return switch (change) {
      case OPEN -> old || read.equals(wished);
      case MADE -> read.equals(wished);
      case REFUSED -> old;
    };
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

  /** An answer that must never come; empty when none did. */
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

  /** It ended as confirmed, with these lines: as many units are to be supplied again. */
  void sold(List<Line> confirmed) {
    toSupply.addAll(confirmed);
  }

  /**
   * What is next to be supplied in place of what was sold; null when there is nothing to supply.
   */
  @Nullable Line toSupply() {
    return toSupply.peek();
  }

  void supplied() {
    toSupply.remove();
  }

  void refused() {
    refused = true;
  }

  void unexpected(String what) {
    unexpected = what;
  }

  /** Whether everything that can be known without waiting for the deadline is known. */
  boolean isSettled() {
    return refused
        || !unexpected.isEmpty()
        || (end != null && toSupply.isEmpty())
        || (order != null && toChangeTo() == null && intent == Intent.LEAVE);
  }
}
