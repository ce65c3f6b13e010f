package dev.holdfast.instance;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Another instance that can be asked for its lease.
 *
 * @param id its id
 * @param address host and port of its actuator
 */
public record Peer(String id, String address) {
  private static final Pattern ANNOUNCED =
      Pattern.compile("([0-9a-f-]{36})@([A-Za-z0-9.-]+:\\d{1,5}|\\[[0-9A-Fa-f:]+]:\\d{1,5})");

  /**
   * Reads how an instance is announced; empty where it has no address, or is of another version.
   */
  static Optional<Peer> parse(String announced) {
    var matcher = ANNOUNCED.matcher(announced);
    return matcher.matches()
        ? Optional.of(new Peer(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }
}
