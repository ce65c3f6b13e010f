package dev.holdfast.redis.script;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes the functions of a script, outside of any block, fields of one table by their numbers, and
 * writes its constants where they are used. Each call of a script creates its functions anew, and
 * with each of them a reference to every local outside of it that it uses: of a table it needs one.
 *
 * <p>A line {@code --@rarely refuse sell} in a script names functions that few of its calls come
 * to. They, and those that only they use, are created together by the first that is called.
 *
 * <p>Names are replaced wherever they stand as names, so a name that is declared twice is refused.
 */
final class FunctionTable {
  /** A function outside of any block, in lines of its own. */
  static final Pattern FUNCTION =
      Pattern.compile("(?m)^local function (\\w+)\\(([^)\\n]*\\))\\n((?:(?: .*)?\\n)*end\\n)");

  private static final Pattern CONSTANT =
      Pattern.compile("(?m)^local ([A-Z][A-Z_]*) = (\\d+|'[^'\\\\\\n]*')$");

  static final Pattern RARELY = Pattern.compile("(?m)^--@rarely (.*)$");

  private static final String TABLE = "F";

  private record Part(String name, String text, int at) {
    boolean isFunction() {
      return !name.isEmpty();
    }
  }

  private final List<Part> parts = new ArrayList<>();
  private final Map<String, String> constants = new HashMap<>();
  private final Map<String, Set<String>> uses = new LinkedHashMap<>();
  private final Set<String> rare = new LinkedHashSet<>();

  /** What stands for each name where all functions exist, and where rare ones may not yet. */
  private final Map<String, String> existing = new HashMap<>();

  private final Map<String, String> anywhere = new HashMap<>();

  private FunctionTable(String script) {
    split(script);
    refuseNamesDeclaredAgain();
    for (Part part : parts) {
      if (part.isFunction()) {
        uses.put(part.name, names(part.text));
      }
    }
    RARELY.matcher(script).results().forEach(this::findRare);
    number();
  }

  /**
   * @throws IllegalStateException when a name would mean something else in the text that it returns
   */
  static String of(String script) {
    return FUNCTION.matcher(script).find() ? new FunctionTable(script).text() : script;
  }

  private void split(String script) {
    int end = 0;
    for (MatchResult function : FUNCTION.matcher(script).results().toList()) {
      parts.add(new Part("", script.substring(end, function.start()), parts.size()));
      parts.add(new Part(function.group(1), function.group(), parts.size()));
      end = function.end();
    }
    parts.add(new Part("", script.substring(end), parts.size()));
    CONSTANT
        .matcher(script)
        .results()
        .forEach(constant -> constants.put(constant.group(1), constant.group(2)));
  }

  private void refuseNamesDeclaredAgain() {
    var replaced = new LinkedHashSet<>(Set.of(TABLE));
    Stream.concat(
            constants.keySet().stream(), parts.stream().filter(Part::isFunction).map(Part::name))
        .filter(name -> !replaced.add(name))
        .findFirst()
        .ifPresent(FunctionTable::refuse);
    var declared = new LinkedHashSet<String>();
    for (Part part : parts) {
      for (String name : LuaTokens.declared(part.text)) {
        // Its own declaration is the one that counts.
        boolean own = part.isFunction() ? name.equals(part.name) : constants.containsKey(name);
        if (replaced.contains(name) && !(own && declared.add(name))) {
          refuse(name);
        }
      }
    }
  }

  private static void refuse(String name) {
    throw new IllegalStateException(
        "a script declares " + name + " twice; once it is a function or a constant of the script");
  }

  private Set<String> names(String text) {
    return LuaTokens.names(text)
        .filter(name -> parts.stream().anyMatch(part -> part.name.equals(name)))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private void findRare(MatchResult line) {
    Stream.of(line.group(1).split(" ", -1)).filter(uses::containsKey).forEach(rare::add);
    var common = new LinkedHashSet<String>();
    parts.stream()
        .filter(part -> !part.isFunction())
        .forEach(part -> names(part.text).forEach(name -> reach(name, common)));
    uses.keySet().stream().filter(name -> !common.contains(name)).forEach(rare::add);
  }

  private void reach(String name, Set<String> common) {
    if (!rare.contains(name) && common.add(name)) {
      uses.getOrDefault(name, Set.of()).forEach(used -> reach(used, common));
    }
  }

  private void number() {
    existing.putAll(constants);
    anywhere.putAll(constants);
    int number = 0;
    for (String name : uses.keySet()) {
      if (!rare.contains(name)) {
        existing.put(name, field(++number));
        anywhere.put(name, field(number));
      }
    }
    int creator = ++number;
    for (String name : uses.keySet().stream().filter(rare::contains).toList()) {
      existing.put(name, field(++number));
      anywhere.put(name, field(creator) + "()[" + number + "]");
    }
  }

  private static String field(int number) {
    return TABLE + "[" + number + "]";
  }

  private String text() {
    int fields = uses.size() - rare.size() + (rare.isEmpty() ? 0 : 1);
    var text = new StringBuilder("local " + TABLE + " = {");
    text.append(Stream.generate(() -> "false").limit(fields).collect(Collectors.joining(", ")));
    text.append("} ");
    int last =
        parts.stream().mapToInt(part -> rare.contains(part.name) ? part.at : -1).max().orElse(-1);
    for (Part part : parts) {
      if (!part.isFunction()) {
        text.append(LuaTokens.replaced(withoutConstants(part.text), anywhere));
      } else if (!rare.contains(part.name)) {
        text.append(defined(part, anywhere));
      } else if (part.at == last) {
        text.append(creator(fields, last));
      }
    }
    return text.toString();
  }

  /** Stands where the last of them was: what each of them uses is declared there. */
  private String creator(int number, int last) {
    var created = new StringBuilder();
    for (Part part : parts.subList(0, last + 1)) {
      if (rare.contains(part.name)) {
        created.append(defined(part, existing));
        refuseToMove(part, last);
      } else if (!part.isFunction() && names(part.text).stream().anyMatch(rare::contains)) {
        throw new IllegalStateException("a rare function is used before all of them are defined");
      }
    }
    return field(number)
        + " = function()\nif not "
        + field(number + 1)
        + " then\n"
        + created
        + "end\nreturn "
        + TABLE
        + "\nend\n";
  }

  /** A name that is declared between where it was and where it is created would be another one. */
  private void refuseToMove(Part moved, int last) {
    var names = LuaTokens.names(moved.text).collect(Collectors.toSet());
    parts.subList(moved.at, last).stream()
        .filter(part -> !part.isFunction())
        .flatMap(part -> LuaTokens.declared(part.text).stream())
        .filter(name -> names.contains(name) && !constants.containsKey(name))
        .findFirst()
        .ifPresent(name -> {
          throw new IllegalStateException(
              "the rare function "
                  + moved.name
                  + " has the name "
                  + name
                  + ", which is declared after it");
        });
  }

  private static String withoutConstants(String text) {
    return CONSTANT.matcher(text).replaceAll("-- $1 = $2");
  }

  private String defined(Part part, Map<String, String> names) {
    Matcher function = FUNCTION.matcher(part.text);
    if (!function.matches()) {
      throw new IllegalArgumentException(part.name);
    }
    return existing.get(part.name)
        + " = function("
        + function.group(2)
        + " -- "
        + part.name
        + "\n"
        + LuaTokens.replaced(function.group(3), names);
  }
}
