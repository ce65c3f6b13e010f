package dev.holdfast.load.endpoints;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The token for what the service keeps for its operators. It comes from the environment alone: a
 * command line is shown to every user of the machine, and is part of the report.
 */
final class AdminToken {
  /** The variable that the service itself reads it from. */
  static final String VARIABLE = "HOLDFAST_ADMIN_TOKEN";

  private static final Pattern SENDABLE = Pattern.compile("[!-~]+");

  private AdminToken() {}

  /** The value of {@code Authorization}; empty when there is no token. */
  static Optional<String> authorization() {
    return authorization(System.getenv(VARIABLE));
  }

  /** Refuses what no header can carry, without repeating it, as the client's own refusal would. */
  static Optional<String> authorization(@Nullable String token) {
    if (token == null || token.isEmpty()) {
      return Optional.empty();
    }
    if (!SENDABLE.matcher(token).matches()) {
      throw new UnexpectedAnswerException(
          VARIABLE + " must be visible ASCII characters without spaces", null);
    }
    return Optional.of("Bearer " + token);
  }
}
