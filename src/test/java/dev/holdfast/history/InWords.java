package dev.holdfast.history;

import dev.holdfast.order.DecideResult;
import dev.holdfast.order.LinesResult;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.ReReserveResult;
import dev.holdfast.order.ReturnResult;
import dev.holdfast.stock.Refusal;
import java.util.Collection;
import java.util.List;

/** Answers in the words of {@link SequentialModel}. */
public final class InWords {
  public static final String INSUFFICIENT = "insufficient";
  public static final String REUSED = "key reused";
  public static final String LIMIT = "beyond a limit";
  public static final String BEYOND_ORDER = "beyond the order";
  public static final String NOT_MISSING = "not missing";
  public static final String TOO_OFTEN = "reserved too often";
  public static final String SPENT = "extended too often";
  public static final String CUSTOMER = "customer required";

  public static final String NOT_ON_SALE = "not on sale";

  private static final String OR = " or ";

  private InWords() {}

  /** Where several refusals are true, which one is told depends on the strategy. */
  public static String oneOf(Collection<String> refusals) {
    return String.join(OR, refusals);
  }

  /** Whether an answer is one that is expected. */
  public static boolean agree(String answer, String expected) {
    return List.of(expected.split(OR, -1)).contains(answer);
  }

  public static String of(PlaceResult result) {
    return switch (result) {
      case PlaceResult.Placed(var order, var replayed) ->
          (replayed ? "again " : "") + order.status();
      case PlaceResult.Refused(var reason) -> refusal(reason);
      case PlaceResult.KeyReused() -> REUSED;
      case PlaceResult.InProgress() -> "in progress";
    };
  }

  public static String of(DecideResult result) {
    return switch (result) {
      case DecideResult.Decided(var order) -> "decided " + order.status();
      case DecideResult.Already(var order) -> "already " + order.status();
      case DecideResult.Forbidden(var order) -> "forbidden " + order.status();
      case DecideResult.Changed(var order) -> "changed " + order.status();
      case DecideResult.ExtensionsSpent(var order, var bounds) -> SPENT;
      case DecideResult.NotFound() -> "not found";
      case DecideResult.Contended(var order) -> "contended";
    };
  }

  public static String of(ReReserveResult result) {
    return switch (result) {
      case ReReserveResult.Answered(var decided) -> of(decided);
      case ReReserveResult.Refused(var reason) -> refusal(reason);
    };
  }

  public static String of(LinesResult result) {
    return switch (result) {
      case LinesResult.Answered(var decided) -> of(decided);
      case LinesResult.Refused(var reason) -> refusal(reason);
      default -> result.toString();
    };
  }

  public static String of(ReturnResult result) {
    return switch (result) {
      case ReturnResult.Answered(var decided) -> of(decided);
      case ReturnResult.KeyReused() -> REUSED;
      case ReturnResult.BeyondOrder b -> BEYOND_ORDER;
      case ReturnResult.NotMissing n -> NOT_MISSING;
      default -> result.toString();
    };
  }

  /** Why a call was refused. */
  public static String refusal(Refusal reason) {
    return switch (reason) {
      case Refusal.InsufficientStock s -> INSUFFICIENT;
      case Refusal.BeyondLimit l -> LIMIT;
      case Refusal.CustomerRequired c -> CUSTOMER;
      case Refusal.NotOnSale n -> NOT_ON_SALE;
      case Refusal.TooManyReservations t -> TOO_OFTEN;
      default -> reason.toString();
    };
  }
}
