package dev.holdfast.api.problem;

import java.io.IOException;

/** A body went over its limit of size or of time while it was read. */
public final class BodyLimitException extends IOException {
  private static final long serialVersionUID = 1L;
  private final transient Problem problem;

  private BodyLimitException(Problem problem) {
    this.problem = problem;
  }

  public static BodyLimitException tooSlow() {
    return new BodyLimitException(
        Problem.of(ProblemCode.REQUEST_TIMEOUT, "body", "did not come in time; nothing happened"));
  }

  public static BodyLimitException tooLarge(int bytesMax) {
    return new BodyLimitException(
        Problem.of(
            ProblemCode.CONTENT_TOO_LARGE, "body", "must have at most " + bytesMax + " bytes"));
  }

  public Problem problem() {
    return problem;
  }
}
