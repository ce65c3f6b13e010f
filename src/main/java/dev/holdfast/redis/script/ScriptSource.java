package dev.holdfast.redis.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Loads scripts from resources. A line {@code --@include name} stands for the resource of that
 * name, a line {@code --@setting NAME} for a constant of that name.
 */
public final class ScriptSource {
  private static final Pattern INCLUDE = Pattern.compile("(?m)^--@include ([\\w/]+)$");

  private static final Pattern SETTING = Pattern.compile("(?m)^--@setting (\\w+)$");

  private static final Pattern CALL = Pattern.compile("redis\\.p?call\\('([A-Z]+)'");

  private ScriptSource() {}

  static String load(String name, Map<String, Long> settings) {
    return SETTING
        .matcher(withIncludes(name))
        .replaceAll(match -> "local " + match.group(1) + " = " + setting(match.group(1), settings));
  }

  private static String withIncludes(String name) {
    return INCLUDE
        .matcher(resource(name))
        .replaceAll(match -> Matcher.quoteReplacement(resource(match.group(1))));
  }

  /** The commands that a script calls. */
  public static Set<String> commands(String name) {
    return CALL.matcher(withIncludes(name))
        .results()
        .map(call -> call.group(1))
        .collect(Collectors.toSet());
  }

  private static long setting(String name, Map<String, Long> settings) {
    Long value = settings.get(name);
    if (value == null) {
      throw new IllegalStateException("no setting is named " + name);
    }
    return value;
  }

  private static String resource(String name) {
    try (InputStream in = ScriptSource.class.getResourceAsStream("/redis/" + name + ".lua")) {
      if (in == null) {
        throw new IllegalStateException("missing resource redis/" + name + ".lua");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The name that Redis gives a script. */
  static String sha1(String source) {
    try {
      var digest = MessageDigest.getInstance("SHA-1");
      return HexFormat.of().formatHex(digest.digest(source.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
