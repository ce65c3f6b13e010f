package dev.holdfast.api.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Decides whether a path can be decoded. */
final class Paths {
  /** What RFC 3986 allows in a path, and escapes. */
  private static final Pattern FORM =
      Pattern.compile("([A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*");

  private static final Pattern ENCODED_SEPARATOR = Pattern.compile("(?i).*%(2f|5c|00).*");

  private Paths() {}

  static boolean isReadable(String path) {
    return FORM.matcher(path).matches()
        && !ENCODED_SEPARATOR.matcher(path).matches()
        && isUtf8(path);
  }

  private static boolean isUtf8(String path) {
    var bytes = ByteBuffer.allocate(path.length());
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      bytes.put(c == '%' ? (byte) HexFormat.fromHexDigits(path, i + 1, i + 3) : (byte) c);
      i += c == '%' ? 2 : 0;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(bytes.flip());
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
