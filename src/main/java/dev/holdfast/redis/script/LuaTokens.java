package dev.holdfast.redis.script;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The names in a text of Lua: what stands in strings and comments, or names a field, is none. */
final class LuaTokens {
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?s)--\\[(=*)\\[.*?\\]\\1\\]|--[^\\n]*|\\[(=*)\\[.*?\\]\\2\\]"
              + "|'(?:\\\\.|[^'\\\\])*'|\"(?:\\\\.|[^\"\\\\])*\""
              + "|[A-Za-z_]\\w*|\\d\\w*|\\.{2,3}|[=~<>]=|\\s+|.");

  private static final Set<String> OPENING =
      Set.of("{", "(", "[", "function", "if", "do", "repeat");

  private static final Set<String> CLOSING = Set.of("}", ")", "]", "end", "until");

  private static final Set<String> DECLARING = Set.of("local", "for", "function");

  private LuaTokens() {}

  /**
   * The names that stand for variables, and the words of the language, each as often as it is
   * there.
   */
  static Stream<String> names(String text) {
    var names = new ArrayList<String>();
    walk(
        text,
        (token, isName) -> {
          if (isName) {
            names.add(token);
          }
        });
    return names.stream();
  }

  /** The text with other words for some of its names. */
  static String replaced(String text, Map<String, String> words) {
    var replaced = new StringBuilder();
    walk(
        text,
        (token, isName) ->
            replaced.append(
                isName ? Objects.requireNonNull(words.getOrDefault(token, token)) : token));
    return replaced.toString();
  }

  /** The names of locals, parameters and functions that a text declares, in any block. */
  static List<String> declared(String text) {
    var declared = new ArrayList<String>();
    boolean declaring = false;
    String before = "";
    for (String token : significant(text)) {
      if (DECLARING.contains(token)) {
        declaring = true;
      } else if (isWord(token)) {
        declaring &= DECLARING.contains(before) || before.equals(",") || before.equals("(");
        if (declaring) {
          declared.add(token);
        }
      } else {
        declaring &= token.equals(",") || token.equals("(");
      }
      before = token;
    }
    return declared;
  }

  private static void walk(String text, BiConsumer<String, Boolean> each) {
    List<String> significant = significant(text);
    Deque<String> open = new ArrayDeque<>();
    int i = 0;
    for (String token : TOKEN.matcher(text).results().map(MatchResult::group).toList()) {
      if (isBlank(token)) {
        each.accept(token, false);
        continue;
      }
      String before = i == 0 ? "" : significant.get(i - 1);
      String after = ++i == significant.size() ? "" : significant.get(i);
      boolean isField = before.equals(".") || before.equals(":");
      boolean isKey = after.equals("=") && "{".equals(open.peek());
      if (OPENING.contains(token)) {
        open.push(token);
      } else if (CLOSING.contains(token)) {
        open.poll();
      }
      each.accept(token, isWord(token) && !isField && !isKey);
    }
  }

  private static List<String> significant(String text) {
    return TOKEN
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .filter(token -> !isBlank(token))
        .toList();
  }

  private static boolean isBlank(String token) {
    return token.isBlank() || token.startsWith("--");
  }

  private static boolean isWord(String token) {
    return Character.isLetter(token.charAt(0)) || token.charAt(0) == '_';
  }
}
