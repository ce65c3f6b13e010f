package dev.holdfast.redis.script;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The names in a text of Lua: what stands in strings and comments, or names a field, is none.
 *
 * @param tokens all of the text, and which of it are names
 * @param names those that stand for variables, and the words of the language
 * @param declared the names of locals, parameters and functions that it declares, in any block
 */
record LuaTokens(List<Token> tokens, Set<String> names, List<String> declared) {
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?s)--\\[(=*)\\[.*?\\]\\1\\]|--[^\\n]*|\\[(=*)\\[.*?\\]\\2\\]"
              + "|'(?:\\\\.|[^'\\\\])*'|\"(?:\\\\.|[^\"\\\\])*\""
              + "|[A-Za-z_]\\w*|\\d\\w*|\\.{2,3}|[=~<>]=|\\s+|.");

  private static final Set<String> OPENING =
      Set.of("{", "(", "[", "function", "if", "do", "repeat");

  private static final Set<String> CLOSING = Set.of("}", ")", "]", "end", "until");

  private static final Set<String> DECLARING = Set.of("local", "for", "function");

  private static final Set<String> GOING_ON = Set.of(",", "(", ".", ":");

  record Token(String text, boolean isName) {}

  static LuaTokens of(String text) {
    List<String> all = TOKEN.matcher(text).results().map(MatchResult::group).toList();
    List<String> significant = all.stream().filter(token -> !isBlank(token)).toList();
    List<Token> tokens = tokens(all, significant);
    var names = new LinkedHashSet<String>();
    tokens.stream().filter(Token::isName).map(Token::text).forEach(names::add);
    return new LuaTokens(tokens, names, declared(significant));
  }

  /** The text with other words for some of its names. */
  String replaced(Map<String, String> words) {
    var replaced = new StringBuilder();
    for (Token token : tokens) {
      String word = token.isName ? words.get(token.text) : null;
      replaced.append(word == null ? token.text : word);
    }
    return replaced.toString();
  }

  private static List<Token> tokens(List<String> all, List<String> significant) {
    var tokens = new ArrayList<Token>(all.size());
    Deque<String> open = new ArrayDeque<>();
    int i = 0;
    for (String token : all) {
      if (isBlank(token)) {
        tokens.add(new Token(token, false));
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
      tokens.add(new Token(token, isWord(token) && !isField && !isKey));
    }
    return tokens;
  }

  private static List<String> declared(List<String> significant) {
    var declared = new ArrayList<String>();
    boolean declaring = false;
    String before = "";
    for (String token : significant) {
      if (DECLARING.contains(token)) {
        declaring = true;
      } else if (before.equals(".") || before.equals(":")) {
        // The name of a function in a table: its parameters follow.
        declaring &= isWord(token);
      } else if (isWord(token)) {
        declaring &= DECLARING.contains(before) || before.equals(",") || before.equals("(");
        if (declaring) {
          declared.add(token);
        }
      } else {
        declaring &= GOING_ON.contains(token);
      }
      before = token;
    }
    return declared;
  }

  private static boolean isBlank(String token) {
    return token.isBlank() || token.startsWith("--");
  }

  private static boolean isWord(String token) {
    return Character.isLetter(token.charAt(0)) || token.charAt(0) == '_';
  }
}
