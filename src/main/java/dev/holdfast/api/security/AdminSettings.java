package dev.holdfast.api.security;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Who may administer.
 *
 * @param adminToken the token that administration needs; without one administration is open to
 *     every caller. It is never shown: not in a log, and not when it is refused.
 */
@ConfigurationProperties("holdfast")
public record AdminSettings(@Nullable String adminToken) {
  private static final int LENGTH_MIN = 16;
  private static final int LENGTH_MAX = 512;

  /** A token that every client can send in a header, and that is hard to guess. */
  private static final Pattern TOKEN =
      Pattern.compile("[!-~]{" + LENGTH_MIN + "," + LENGTH_MAX + "}");

  /** Whether there is no token, so that every client may administer. */
  public boolean isOpen() {
    return adminToken == null;
  }

  /** Why the token cannot be used, without showing it; empty when it can, or when there is none. */
  public Optional<String> fault() {
    return adminToken == null || TOKEN.matcher(adminToken).matches()
        ? Optional.empty()
        : Optional.of(
            "it must be %d to %d visible ASCII characters without spaces"
                .formatted(LENGTH_MIN, LENGTH_MAX));
  }

  @Override
  public String toString() {
    return "AdminSettings[adminToken=" + (adminToken == null ? "none" : "not shown") + "]";
  }
}
