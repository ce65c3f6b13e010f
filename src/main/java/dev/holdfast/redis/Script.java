package dev.holdfast.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Every script that runs in Redis. The source is the resource {@code redis/<name>.lua}; a line {@code --@include name} in it
 * stands for another resource.
 */
public enum Script {
  ORDER_PLACE(true),
  ORDER_CLAIM(true),
  ORDER_SAVE(true),
  ORDER_DROP(true),
  ORDER_CANCEL(true),
  /** Enforces a deadline, but who asked has changed nothing. */
  ORDER_READ(false),
  ORDER_COMPLETED(true),
  ORDER_SWEEP(true),
  TAKE_CHECKED(true),
  TAKE_UNCHECKED(true),
  TAKE_RECORD(true),
  TAKE_RETURN(true),
  LINE_SETTLE(true),
  LINE_RELEASE(true),
  LINE_WITHDRAW(true),
  PRODUCT_REGISTER(true),
  STOCK_ADD(true),
  STOCK_LEVELS(false),
  WITHDRAWAL_ANNOUNCE(true),
  WITHDRAWAL_FORGET(true);

  private static final Pattern INCLUDE = Pattern.compile("(?m)^--@include (\\w+)$");

  private final boolean changes;
  private final String source;
  private final String sha;

  Script(boolean changes) {
    this.changes = changes;
    this.source = load(name().toLowerCase(Locale.ROOT));
    this.sha = sha1(source);
  }

  /** Whether a call that was cut off may have changed something that the caller asked for. */
  boolean changes() {
    return changes;
  }

  String source() {
    return source;
  }

  /** The name under which Redis keeps it once it was loaded. */
  String sha() {
    return sha;
  }

  private static String load(String name) {
    return INCLUDE.matcher(resource(name)).replaceAll(match -> java.util.regex.Matcher.quoteReplacement(resource(match.group(1))));
  }

  private static String resource(String name) {
    try (InputStream in = Script.class.getResourceAsStream("/redis/" + name + ".lua")) {
      if (in == null) {
        throw new IllegalStateException("missing resource redis/" + name + ".lua");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha1(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-1");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
