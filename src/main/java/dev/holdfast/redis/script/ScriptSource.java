package dev.holdfast.redis.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Loads scripts from resources. A line {@code --@include lib/fence lib/take} stands for the
 * libraries of those names and for what they include themselves: each library stands in a script
 * once, where it is included first. A line {@code --@setting NAME} stands for a constant of that
 * name. Functions that a script does not use are left out of it: each call would create them anew.
 * For the same reason those that it uses become fields of one table ({@link FunctionTable}).
 */
public final class ScriptSource {
  private static final Pattern INCLUDE = Pattern.compile("(?m)^--@include (.*)$");

  private static final Pattern SETTING = Pattern.compile("(?m)^--@setting (\\w+)$");

  private static final Pattern CALL = Pattern.compile("redis\\.p?call\\('([A-Z]+)'");

  private final Map<String, Long> settings;

  /** Files and texts that many scripts share are read once. */
  private final Map<String, String> files = new HashMap<>();

  private final Map<String, LuaTokens> texts = new HashMap<>();

  ScriptSource(Map<String, Long> settings) {
    this.settings = settings;
  }

  String load(String name) {
    String script =
        SETTING
            .matcher(withIncludes(name))
            .replaceAll(match -> "local " + match.group(1) + " = " + setting(match.group(1)));
    return FunctionTable.of(
        ScriptParts.of(script, text -> texts.computeIfAbsent(text, LuaTokens::of)).used());
  }

  /** Whether a script has a setting, which its text shows by its value alone. */
  boolean hasSetting(String name, String setting) {
    return withIncludes(name).contains("--@setting " + setting + "\n");
  }

  private String withIncludes(String name) {
    return withIncludes(name, file -> files.computeIfAbsent(file, ScriptSource::resource));
  }

  /** A script as its files have it, without settings: with local functions, each by its name. */
  static String plain(String name) {
    return ScriptParts.of(withIncludes(name, ScriptSource::resource), LuaTokens::of).used().text();
  }

  /**
   * A script with its libraries.
   *
   * @param files the text of each file by its name, such as {@code lib/fence}
   * @throws IllegalStateException when an included file does not exist, or includes itself
   */
  static String withIncludes(String name, UnaryOperator<String> files) {
    return resolve(name, files, new LinkedHashSet<>(), new LinkedHashSet<>());
  }

  /**
   * @param open the files that lead to this one, outermost first
   * @param done the libraries that the script has already
   */
  private static String resolve(
      String name, UnaryOperator<String> files, Set<String> open, Set<String> done) {
    if (!open.add(name)) {
      throw new IllegalStateException(
          "scripts include each other in a cycle: " + String.join(" -> ", open) + " -> " + name);
    }
    String text;
    try {
      text = files.apply(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "a script includes what does not exist: " + String.join(" -> ", open), e);
    }
    String resolved =
        INCLUDE
            .matcher(text)
            .replaceAll(include -> {
              var libraries = new StringBuilder();
              for (String library : include.group(1).split(" ", -1)) {
                if (!done.contains(library)) {
                  libraries.append(resolve(library, files, open, done));
                }
              }
              return Matcher.quoteReplacement(libraries.toString());
            });
    open.remove(name);
    done.add(name);
    return resolved;
  }

  /** The commands that some scripts call. */
  public static Set<String> commands(Stream<String> names) {
    var files = new HashMap<String, String>();
    names.forEach(name -> read(name, files));
    return files.values().stream()
        .flatMap(text -> CALL.matcher(text).results())
        .map(call -> call.group(1))
        .collect(Collectors.toSet());
  }

  private static void read(String name, Map<String, String> files) {
    if (files.containsKey(name)) {
      return;
    }
    String text = resource(name);
    files.put(name, text);
    INCLUDE
        .matcher(text)
        .results()
        .flatMap(include -> Stream.of(include.group(1).split(" ", -1)))
        .forEach(library -> read(library, files));
  }

  private long setting(String name) {
    Long value = settings.get(name);
    if (value == null) {
      throw new IllegalStateException("no setting is named " + name);
    }
    return value;
  }

  /**
   * @throws IllegalArgumentException when there is no such file
   */
  static String resource(String name) {
    try (InputStream in = ScriptSource.class.getResourceAsStream("/redis/" + name + ".lua")) {
      if (in == null) {
        throw new IllegalArgumentException("missing resource redis/" + name + ".lua");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The name that Redis gives a script. */
  public static String sha1(String source) {
    try {
      var digest = MessageDigest.getInstance("SHA-1");
      return HexFormat.of().formatHex(digest.digest(source.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
