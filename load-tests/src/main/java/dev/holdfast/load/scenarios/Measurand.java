package dev.holdfast.load.scenarios;

import dev.holdfast.load.config.CellSettings;
import dev.holdfast.load.endpoints.AnswerKind;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing to measure: who is asked, what must be answered, by how many connections, over how many
 * products, and what it is compared with.
 *
 * @param subject a strategy, or one of the endpoints that place no order
 * @param at the service that is asked: {@link #ORDINARY}, or one that was started for this
 * @param crowd connections that want one other product meanwhile; they are not measured
 * @param reference the id of the thing that it is compared with, in the same round
 */
public record Measurand(
    String id,
    String subject,
    Wanted wanted,
    int connections,
    int products,
    String at,
    int crowd,
    @Nullable String reference) {
  /** The service that most is measured on. */
  public static final String ORDINARY = "";

  /** An instance whose {@code redisson-lock} has no mutex in front. */
  public static final String BARE_LOCK = "bare-lock";

  /** The answer that is counted. */
  public enum Wanted {
    /** Orders are accepted; there is always plenty. */
    ACCEPTED(AnswerKind.ACCEPTED),
    /** Orders are refused; the product was sold out before. */
    REFUSED(AnswerKind.SOLD_OUT);

    private final AnswerKind kind;

    Wanted(AnswerKind kind) {
      this.kind = kind;
    }

    AnswerKind kind() {
      return kind;
    }

    /** How it is written. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The endpoint that reads, checks and answers an order, and does nothing. */
  public static final String DO_NOTHING = CellSettings.REFERENCE;

  /** A servlet without a framework that writes the same bytes. */
  public static final String PLAIN_SERVLET = "plain-servlet";

  /** One without a crowd, on the ordinary service. */
  static Measurand alone(
      String id,
      String subject,
      Wanted wanted,
      int connections,
      int products,
      @Nullable String reference) {
    return new Measurand(id, subject, wanted, connections, products, ORDINARY, 0, reference);
  }

  /** Whether orders are placed, so that products are needed. */
  public boolean placesOrders() {
    return !subject.equals(DO_NOTHING) && !subject.equals(PLAIN_SERVLET);
  }

  /** Whether everything else is measured in its neighbourhood. */
  public boolean doesNothing() {
    return id.equals(DO_NOTHING);
  }
}
