package dev.holdfast.redis.data;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an order holds of one SKU, as it is stored: {@code state:quantity:attempt}, and whatever a
 * later version keeps behind that. The scripts' side of it is {@code lib/reservation.lua}.
 *
 * @param state a letter: R reserved, S sold, W withdrawn; L and X are tombstones and hold nothing
 * @param rest what follows the attempt, with its colon; empty when nothing does
 */
public record Reservation(char state, int quantity, long attempt, String rest) {
  private static final Pattern STORED = Pattern.compile("([RSWLX]):(\\d{1,9}):(\\d{1,18})(:.*)?");

  /** Null when it is not one. */
  public static @Nullable Reservation parse(String stored) {
    var parts = STORED.matcher(stored);
    if (!parts.matches()) {
      return null;
    }
    String rest = parts.group(4);
    return new Reservation(
        stored.charAt(0),
        Integer.parseInt(parts.group(2)),
        Long.parseLong(parts.group(3)),
        rest == null ? "" : rest);
  }

  /** Units that are set aside. */
  public long reserved() {
    return state == 'R' ? quantity : 0;
  }

  /** Units that are sold. */
  public long sold() {
    return state == 'S' ? quantity : 0;
  }

  public String stored() {
    return state + ":" + quantity + ":" + attempt + rest;
  }
}
