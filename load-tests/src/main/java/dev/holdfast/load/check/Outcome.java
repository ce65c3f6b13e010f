package dev.holdfast.load.check;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client was answered about one request for units. */
public sealed interface Outcome {

  /**
   * The units are the client's. {@code replayed} when the service said that it had accepted the key
   * before.
   */
  record Accepted(String orderId, boolean replayed, List<Line> lines) implements Outcome {
    public Accepted {
      lines = List.copyOf(lines);
    }
  }

  /** Refused because there was not enough: a claim about stock, which is checked. */
  record SoldOut(List<Shortage> shortages) implements Outcome {
    public SoldOut {
      shortages = List.copyOf(shortages);
    }
  }

  /**
   * Refused without a claim about stock (contended, overloaded, still in progress); nothing was
   * taken.
   */
  record Busy(String code) implements Outcome {}

  /**
   * The order may or may not have been placed: no answer came, or the service said that it does not
   * know.
   */
  record Unknown(String why, @Nullable String orderId) implements Outcome {}

  /** Neither an acceptance nor a refusal that a client could act upon. */
  record Unexpected(int status, String what) implements Outcome {}
}
