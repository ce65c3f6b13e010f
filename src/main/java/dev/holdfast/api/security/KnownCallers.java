package dev.holdfast.api.security;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Distinguishes requests that are meant for this service from those that a web page of another site
 * makes a browser send. Immutable.
 *
 * <p>A page can have its own name resolve to the service's address (DNS rebinding); then its
 * requests are of one origin, but they name the page's host. An IP address or {@code localhost}
 * cannot be had that way.
 */
final class KnownCallers {
  private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");

  private final boolean anyHost;
  private final Set<String> hosts;
  private final Set<String> origins;

  /**
   * @param onLoopback whether the service listens on loopback only
   */
  KnownCallers(AccessSettings settings, boolean onLoopback) {
    this.anyHost = settings.hosts().isEmpty() && !onLoopback;
    this.hosts = Set.copyOf(settings.hosts());
    this.origins = Set.copyOf(settings.origins());
  }

  /**
   * Whether the service is called by this name.
   *
   * @param host the header; HTTP/1.0 has none, and no browser speaks it
   */
  boolean isHost(@Nullable String host) {
    if (anyHost || host == null) {
      return true;
    }
    String name = withoutPort(host.toLowerCase(Locale.ROOT));
    name = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || isIpAddress(name)
        || hosts.contains(name);
  }

  private static String withoutPort(String host) {
    int end = host.length();
    while (end > 0 && host.charAt(end - 1) >= '0' && host.charAt(end - 1) <= '9') {
      end--;
    }
    return end > 0 && host.charAt(end - 1) == ':' ? host.substring(0, end - 1) : host;
  }

  /** Digits and dots, or within brackets the characters of an address of IPv6. */
  private static boolean isIpAddress(String name) {
    boolean bracketed = name.length() > 2 && name.startsWith("[") && name.endsWith("]");
    String address = bracketed ? name.substring(1, name.length() - 1) : name;
    for (int i = 0; i < address.length(); i++) {
      char c = address.charAt(i);
      boolean hex = (c >= 'a' && c <= 'f') || c == ':';
      if ((c < '0' || c > '9') && c != '.' && !(bracketed && hex)) {
        return false;
      }
    }
    return !address.isEmpty();
  }

  /**
   * Whether a request comes from a page of another site and asks for a change.
   *
   * @param origins the values of its {@code Origin}
   * @param fetchSite its {@code Sec-Fetch-Site}
   */
  boolean isCrossSite(
      String method, @Nullable String host, List<String> origins, @Nullable String fetchSite) {
    if (SAFE_METHODS.contains(method)) {
      return false;
    }
    if (origins.isEmpty()) {
      return "cross-site".equalsIgnoreCase(fetchSite);
    }
    return !origins.stream().allMatch(origin -> isKnown(origin.toLowerCase(Locale.ROOT), host));
  }

  /**
   * The scheme is not compared: TLS may end in front of the service. An origin has no default port,
   * which some proxies add to the host.
   */
  private boolean isKnown(String origin, @Nullable String host) {
    int authority = origin.indexOf("://");
    if (origins.contains(origin)) {
      return true;
    }
    if (host == null || authority <= 0) {
      return false;
    }
    String page = origin.substring(authority + 3);
    String defaultPort = origin.startsWith("https:") ? ":443" : ":80";
    return host.equalsIgnoreCase(page) || host.equalsIgnoreCase(page + defaultPort);
  }
}
