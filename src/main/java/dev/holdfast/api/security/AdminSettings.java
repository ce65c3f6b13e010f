package dev.holdfast.api.security;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Who may administer.
 *
 * @param adminToken the token that administration needs; without one administration is open to
 *     every caller. It is never shown: not in a log, and not when it is refused.
 * @param adminTokenBefore the token of before, which counts as well while clients change to the new
 *     one. Empty: none. It is never shown either
 */
@ConfigurationProperties("holdfast")
public record AdminSettings(@Nullable String adminToken, @Nullable String adminTokenBefore) {
  private static final int LENGTH_MIN = 16;
  private static final int LENGTH_MAX = 512;

  /** A token that every client can send in a header, and that is hard to guess. */
  private static final Pattern TOKEN =
      Pattern.compile("[!-~]{" + LENGTH_MIN + "," + LENGTH_MAX + "}");

  public AdminSettings {
    adminTokenBefore =
        adminTokenBefore == null || adminTokenBefore.isEmpty() ? null : adminTokenBefore;
  }

  /** Whether there is no token, so that every client may administer. */
  public boolean isOpen() {
    return adminToken == null;
  }

  /** The tokens that administer: none, the token, or it and that of before. */
  List<String> tokens() {
    var tokens = new ArrayList<String>();
    if (adminToken != null) {
      tokens.add(adminToken);
    }
    if (adminTokenBefore != null) {
      tokens.add(adminTokenBefore);
    }
    return tokens;
  }

  /** Why the tokens cannot be used, a sentence each, without showing them; empty when they can. */
  public List<String> faults() {
    var faults = new ArrayList<String>();
    check("holdfast.admin-token", adminToken, faults);
    check("holdfast.admin-token-before", adminTokenBefore, faults);
    if (adminTokenBefore != null && adminToken == null) {
      faults.add("holdfast.admin-token-before is set, and holdfast.admin-token is not.");
    } else if (adminTokenBefore != null && adminTokenBefore.equals(adminToken)) {
      faults.add(
          "holdfast.admin-token-before is the same as holdfast.admin-token: it must be another.");
    }
    return faults;
  }

  private static void check(String name, @Nullable String token, List<String> faults) {
    if (token != null && !TOKEN.matcher(token).matches()) {
      faults.add(
          "%s cannot be used: it must be %d to %d visible ASCII characters without spaces."
              .formatted(name, LENGTH_MIN, LENGTH_MAX));
    }
  }

  @Override
  public String toString() {
    return "AdminSettings[adminToken=%s, adminTokenBefore=%s]"
        .formatted(shown(adminToken), shown(adminTokenBefore));
  }

  private static String shown(@Nullable String token) {
    return token == null ? "none" : "not shown";
  }
}
