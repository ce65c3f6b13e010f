package dev.holdfast.redis.script;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A script as its functions outside of any block, and the texts before, between and behind them.
 */
final class ScriptParts {
  private static final Pattern FUNCTION =
      Pattern.compile("(?m)^local function (\\w+)\\([^)\\n]*\\)\\n(?:(?: .*)?\\n)*end\\n");

  /**
   * @param name of the function, empty for a text that is none
   */
  record Part(String name, String text, LuaTokens tokens) {
    boolean isFunction() {
      return !name.isEmpty();
    }
  }

  private final List<Part> parts;
  private final Map<String, Part> functions = new HashMap<>();

  private ScriptParts(List<Part> parts) {
    this.parts = parts;
    for (Part part : parts) {
      if (part.isFunction() && functions.put(part.name, part) != null) {
        throw FunctionTable.declaredTwice(part.name);
      }
    }
  }

  /**
   * @param read what reads a text: many scripts have the same functions
   */
  static ScriptParts of(String script, Function<String, LuaTokens> read) {
    var parts = new ArrayList<Part>();
    int end = 0;
    for (MatchResult function : FUNCTION.matcher(script).results().toList()) {
      String before = script.substring(end, function.start());
      parts.add(new Part("", before, read.apply(before)));
      String text = function.group();
      parts.add(new Part(function.group(1), text, read.apply(text)));
      end = function.end();
    }
    String rest = script.substring(end);
    parts.add(new Part("", rest, read.apply(rest)));
    return new ScriptParts(parts);
  }

  List<Part> all() {
    return parts;
  }

  /** The functions, in the order in which they stand there. */
  Stream<String> functions() {
    return parts.stream().filter(Part::isFunction).map(Part::name);
  }

  boolean hasFunction(String name) {
    return functions.containsKey(name);
  }

  /** The functions that the script comes to where it never calls some of them. */
  Set<String> reachedWithout(Predicate<String> never) {
    var reached = new LinkedHashSet<String>();
    parts.stream().filter(part -> !part.isFunction()).forEach(part -> reach(part, never, reached));
    return reached;
  }

  /** The functions that a text comes to. */
  Set<String> reachedFrom(Part from) {
    var reached = new LinkedHashSet<String>();
    reach(from, name -> false, reached);
    return reached;
  }

  private void reach(Part from, Predicate<String> never, Set<String> reached) {
    for (String name : from.tokens.names()) {
      Part used = functions.get(name);
      if (used != null && !never.test(name) && reached.add(name)) {
        reach(used, never, reached);
      }
    }
  }

  /** Without the functions that it never comes to. */
  ScriptParts used() {
    Set<String> used = reachedWithout(name -> false);
    return new ScriptParts(
        parts.stream().filter(part -> !part.isFunction() || used.contains(part.name)).toList());
  }

  String text() {
    return parts.stream().map(Part::text).collect(Collectors.joining());
  }
}
