package dev.holdfast.redis.script;

import dev.holdfast.redis.script.ScriptParts.Part;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
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
  private static final Pattern CONSTANT =
      Pattern.compile("(?m)^local ([A-Z][A-Z_]*) = (\\d+|'[^'\\\\\\n]*')$");

  static final Pattern RARELY = Pattern.compile("(?m)^--@rarely (.*)$");

  private static final String TABLE = "F";

  private final ScriptParts script;
  private final Map<String, String> constants = new HashMap<>();
  private final Set<String> rare = new HashSet<>();

  /** What stands for each name where all functions exist, and where rare ones may not yet. */
  private final Map<String, String> existing = new HashMap<>();

  private final Map<String, String> anywhere = new HashMap<>();

  private FunctionTable(ScriptParts script) {
    this.script = script;
    String outside =
        script.all().stream()
            .filter(part -> !part.isFunction())
            .map(Part::text)
            .collect(Collectors.joining());
    CONSTANT
        .matcher(outside)
        .results()
        .forEach(found -> constants.put(found.group(1), found.group(2)));
    refuseNamesDeclaredAgain();
    RARELY.matcher(outside).results().forEach(this::findRare);
    number();
  }

  /**
   * @throws IllegalStateException when a name would mean something else in the text that it returns
   */
  static String of(ScriptParts script) {
    return script.functions().findAny().isPresent()
        ? new FunctionTable(script).text()
        : script.text();
  }

  private void refuseNamesDeclaredAgain() {
    var replaced = new HashSet<>(constants.keySet());
    replaced.add(TABLE);
    script.functions().forEach(replaced::add);
    var declared = new HashSet<>(Set.of(TABLE));
    for (Part part : script.all()) {
      for (String name : part.tokens().declared()) {
        // Its own declaration is the one that counts.
        boolean own = part.isFunction() ? name.equals(part.name()) : constants.containsKey(name);
        if (replaced.contains(name) && !(own && declared.add(name))) {
          throw declaredTwice(name);
        }
      }
    }
  }

  static IllegalStateException declaredTwice(String name) {
    return new IllegalStateException(
        "a script declares " + name + " twice; once it is a function or a constant of the script");
  }

  private void findRare(MatchResult line) {
    Stream.of(line.group(1).split(" ", -1)).filter(script::hasFunction).forEach(rare::add);
    Set<String> common = script.reachedWithout(rare::contains);
    script.functions().filter(name -> !common.contains(name)).forEach(rare::add);
  }

  private void number() {
    existing.putAll(constants);
    anywhere.putAll(constants);
    int number = 0;
    for (String name : script.functions().filter(name -> !rare.contains(name)).toList()) {
      existing.put(name, field(++number));
      anywhere.put(name, field(number));
    }
    int creator = ++number;
    for (String name : script.functions().filter(rare::contains).toList()) {
      existing.put(name, field(++number));
      anywhere.put(name, field(creator) + "()[" + number + "]");
    }
  }

  private static String field(int number) {
    return TABLE + "[" + number + "]";
  }

  private String text() {
    int fields = (int) script.functions().filter(name -> !rare.contains(name)).count();
    fields += rare.isEmpty() ? 0 : 1;
    var text = new StringBuilder("local " + TABLE + " = {");
    text.append(String.join(", ", Collections.nCopies(fields, "false"))).append("} ");
    List<Part> parts = script.all();
    int last = parts.stream().map(part -> rare.contains(part.name())).toList().lastIndexOf(true);
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      if (!part.isFunction()) {
        text.append(
            CONSTANT.matcher(part.text()).find()
                ? withoutConstants(part)
                : part.tokens().replaced(anywhere));
      } else if (!rare.contains(part.name())) {
        text.append(defined(part, anywhere));
      } else if (i == last) {
        text.append(creator(fields, parts.subList(0, last + 1)));
      }
    }
    return text.toString();
  }

  /** Stands where the last of them was: what each of them uses is declared there. */
  private String creator(int number, List<Part> parts) {
    var created = new StringBuilder();
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      if (rare.contains(part.name())) {
        created.append(defined(part, existing));
        refuseToMove(part, parts.subList(i, parts.size()));
      } else if (!part.isFunction() && script.reachedFrom(part).stream().anyMatch(rare::contains)) {
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
  private void refuseToMove(Part moved, List<Part> behind) {
    Set<String> names = moved.tokens().names();
    behind.stream()
        .filter(part -> !part.isFunction())
        .flatMap(part -> part.tokens().declared().stream())
        .filter(name -> names.contains(name) && !constants.containsKey(name))
        .findFirst()
        .ifPresent(name -> {
          throw new IllegalStateException(
              "the rare function "
                  + moved.name()
                  + " has the name "
                  + name
                  + ", which is declared after it");
        });
  }

  private String withoutConstants(Part part) {
    return LuaTokens.of(CONSTANT.matcher(part.text()).replaceAll("-- $1 = $2")).replaced(anywhere);
  }

  /** Its name stands behind its first line, for errors that name a line of the script. */
  private String defined(Part part, Map<String, String> names) {
    String field = existing.get(part.name());
    String text = part.tokens().replaced(names).substring(("local function " + field).length());
    int line = text.indexOf('\n');
    return field
        + " = function"
        + text.substring(0, line)
        + " -- "
        + part.name()
        + text.substring(line);
  }
}
