package dev.holdfast.load.check;

/** The kinds of thing that the checker finds. */
public enum FindingKind {
  OVERSOLD("units oversold"),
  UNDERSOLD("units undersold"),
  ACCEPTED_TWICE("orders accepted twice"),
  RECEIPT_WITHOUT_ORDER("receipts without an order"),
  ORDER_WITHOUT_RECEIPT("orders without a receipt"),
  ORDER_DIFFERS("orders that differ from their receipt"),
  ANSWER_CONTRADICTS("answers that contradict the order or themselves"),
  FALSE_REFUSAL("refusals while stock was certainly there"),
  UNEXPECTED_ANSWER("answers that are neither acceptance nor refusal"),
  STOCK_DOES_NOT_ADD_UP("audits that do not add up"),
  UNITS_WITHOUT_RECEIPT("units held without a receipt"),
  RECEIPT_WITHOUT_UNITS("units of receipts that are not held"),
  AUDIT_MISSING("products without an audit"),

  /**
   * Explained only by others in flight that took units for a moment and gave them back. Told, not
   * blamed.
   */
  TRANSIENT_REFUSAL("refusals explained only by other orders in flight", false),
  /** The client cannot know. Told, not blamed. */
  OUTCOME_UNKNOWN("outcomes unknown", false);

  private final String plural;
  private final boolean fault;

  FindingKind(String plural) {
    this(plural, true);
  }

  FindingKind(String plural, boolean fault) {
    this.plural = plural;
    this.fault = fault;
  }

  /** How a count of these reads in a sentence. */
  public String plural() {
    return plural;
  }

  /** Whether a service that keeps its promises never causes one. */
  public boolean isFault() {
    return fault;
  }
}
