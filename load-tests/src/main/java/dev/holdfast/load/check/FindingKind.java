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
   * The counter was written over: it says less than the orders hold, which are more than there is.
   */
  OVERWRITTEN("units oversold that the counter knows nothing of", Blame.UNLESS_UNPROTECTED),

  /** Explained only by others in flight that took units for a moment and gave them back. */
  TRANSIENT_REFUSAL("refusals explained only by other orders in flight", Blame.UNLESS_DECLARED),
  /** Refused, to be repeated, because too many wanted the same. */
  CONTENDED("requests refused for contention", Blame.UNLESS_DECLARED),
  /** The client cannot know. */
  OUTCOME_UNKNOWN("outcomes unknown", Blame.NEVER),
  /** Neither for sale nor held, and no more than orders of unknown outcome may have taken. */
  UNITS_IN_DOUBT("units that orders of unknown outcome may have taken", Blame.NEVER);

  private enum Blame {
    ALWAYS,
    UNLESS_DECLARED,
    UNLESS_UNPROTECTED,
    NEVER
  }

  private final String plural;
  private final Blame blame;

  FindingKind(String plural) {
    this(plural, Blame.ALWAYS);
  }

  FindingKind(String plural, Blame blame) {
    this.plural = plural;
    this.blame = blame;
  }

  /** How a count of these reads in a sentence. */
  public String plural() {
    return plural;
  }

  /** Whether a strategy that declares this never causes one. What is no fault is only told. */
  public boolean isFaultOf(Guarantee declared) {
    return switch (blame) {
      case ALWAYS -> true;
      case NEVER -> false;
      case UNLESS_UNPROTECTED -> declared.scope() != Scope.NONE;
      case UNLESS_DECLARED -> this == CONTENDED ? !declared.contends() : !declared.refusesFalsely();
    };
  }
}
