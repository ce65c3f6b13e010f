package dev.holdfast.order;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Short names for long texts: SHA-256, cut to 130 bits, in lower-case base 32 (RFC 4648) without
 * padding.
 */
public final class OpaqueId {
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int LENGTH = 26;

  private OpaqueId() {}

  /** The name of several texts together; their number and borders count. */
  public static String of(String... parts) {
    MessageDigest digest = sha256();
    for (String part : parts) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      digest.update(
          new byte[] {
            (byte) (bytes.length >>> 16), (byte) (bytes.length >>> 8), (byte) bytes.length
          });
      digest.update(bytes);
    }
    byte[] hash = digest.digest();
    var text = new StringBuilder(LENGTH);
    for (int i = 0, bit = 0; i < LENGTH; i++, bit += 5) {
      int pair = (hash[bit / 8] & 0xff) << 8 | (hash[bit / 8 + 1] & 0xff);
      text.append(ALPHABET.charAt(pair >>> (11 - bit % 8) & 31));
    }
    return text.toString();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
