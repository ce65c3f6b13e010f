package dev.holdfast.load.restart;

import dev.holdfast.load.check.Outcome;

/** What answers mean to a customer who knows that there is a balancer in between. */
final class Answers {
  private Answers() {}

  /**
   * The outcome of a request through a balancer. What it did not send took nothing; of any other
   * 502, 503 or 504 that does not speak as Holdfast does, what it did is unknown.
   */
  static Outcome behindBalancer(Outcome outcome) {
    if (!(outcome instanceof Outcome.Unexpected(int status, String what))) {
      return outcome;
    }
    if (status == BalancerAnswer.NO_INSTANCE.status()
        && what.equals(BalancerAnswer.NO_INSTANCE.code())) {
      return new Outcome.Busy(what);
    }
    return switch (status) {
      case 502, 503, 504 ->
          new Outcome.Unknown(what.isEmpty() ? "%d without a word".formatted(status) : what, null);
      default -> outcome;
    };
  }

  /** Whether the same should be sent again. */
  static boolean asksToComeAgain(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Busy _, Outcome.Unknown _ -> true;
      case Outcome.Accepted _, Outcome.SoldOut _, Outcome.Unexpected _ -> false;
    };
  }

  /** A few words for what a customer was answered. */
  static String label(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted _ -> "accepted";
      case Outcome.SoldOut _ -> "sold out";
      case Outcome.Busy(String code) -> code;
      case Outcome.Unknown(String why, _) ->
          why.contains(":") ? why.substring(0, why.indexOf(':')) : why;
      case Outcome.Unexpected(int status, String what) -> (status + " " + what).strip();
    };
  }
}
