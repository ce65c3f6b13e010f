package dev.holdfast.order;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Short names for long texts: SHA-256, cut to 130 bits, in lower-case base 32 (RFC 4648) without
 * padding.
 */
public final class OpaqueId {
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int LENGTH = 26;
  private static final MessageDigest SHA_256 = unusedSha256();

  private OpaqueId() {}

  /** The name of several texts together; their number and borders count. */
  public static String of(String... parts) {
    MessageDigest digest = sha256();
    feed(digest::update, parts);
    return name(digest.digest());
  }

  /**
   * Such a name that only a holder of the key can find for a text: HMAC-SHA256 in place of SHA-256.
   */
  public static String keyed(SecretKeySpec key, String... parts) {
    Mac mac = hmacSha256(key);
    feed(mac::update, parts);
    return name(mac.doFinal());
  }

  private static void feed(Consumer<byte[]> hash, String... parts) {
    for (String part : parts) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      hash.accept(
          new byte[] {
            (byte) (bytes.length >>> 16), (byte) (bytes.length >>> 8), (byte) bytes.length
          });
      hash.accept(bytes);
    }
  }

  private static String name(byte[] hash) {
    var text = new StringBuilder(LENGTH);
    for (int i = 0, bit = 0; i < LENGTH; i++, bit += 5) {
      int pair = (hash[bit / 8] & 0xff) << 8 | (hash[bit / 8 + 1] & 0xff);
      text.append(ALPHABET.charAt(pair >>> (11 - bit % 8) & 31));
    }
    return text.toString();
  }

  /** A copy of an unused digest: to look for the algorithm's provider takes longer. */
  private static MessageDigest sha256() {
    try {
      return (MessageDigest) SHA_256.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static MessageDigest unusedSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Mac hmacSha256(SecretKeySpec key) {
    try {
      Mac mac = Mac.getInstance(key.getAlgorithm());
      mac.init(key);
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException(e);
    }
  }
}
