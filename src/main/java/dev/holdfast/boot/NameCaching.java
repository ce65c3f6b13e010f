package dev.holdfast.boot;

import java.security.Security;

/**
 * Bounds how long this JVM remembers what a name resolves to. Where a failover changes DNS, an
 * address that is remembered leads to the server that has lost its role.
 */
public final class NameCaching {
  private static final int SECONDS_MAX = 2;

  private NameCaching() {}

  /** Must be called before the first name is resolved: the JVM reads this once. */
  public static void bound() {
    bound("networkaddress.cache.ttl");
    bound("networkaddress.cache.negative.ttl");
  }

  private static void bound(String property) {
    String set = Security.getProperty(property);
    if (set == null || !set.matches("[0-" + SECONDS_MAX + "]")) {
      Security.setProperty(property, Integer.toString(SECONDS_MAX));
    }
  }
}
