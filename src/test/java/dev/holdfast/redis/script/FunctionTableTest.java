package dev.holdfast.redis.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.testing.Defaults;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.luaj.vm2.ast.Chunk;
import org.luaj.vm2.ast.Exp;
import org.luaj.vm2.ast.NameResolver;
import org.luaj.vm2.ast.Stat;
import org.luaj.vm2.ast.Visitor;
import org.luaj.vm2.lib.jse.JsePlatform;
import org.luaj.vm2.parser.LuaParser;
import org.luaj.vm2.parser.ParseException;

/** A script does the same when its functions are fields of a table. */
class FunctionTableTest {
  private static final String RARE =
      """
      --@rarely rare
      local calls = 0
      local function common(number)
        calls = calls + 1
        return number
      end
      local function only_by_rare(number)
        return common(number) * 2
      end
      local function between(number)
        return common(number)
      end
      local function rare(number)
        return number > 0 and rare(number - 1) + only_by_rare(number) or 0
      end
      local function as_value()
        return rare
      end
      local used = {common, between, as_value}
      """;

  @Test
  void aFunction_isAFieldWhereverItsNameStandsForIt() {
    assertThat(
            table(
                """
                local LIMIT = 7
                local function text(number)
                  return string.format('%d text', number) -- The text.
                end
                local function twice(number)
                  return number > LIMIT and twice(number - 1) or text(2 * number)..text(1)
                end
                return {text = twice(3), [text(1)] = table.text, ["text"] = t.text(text), t:text()}
                """))
        .isEqualTo(
            """
            local F = {false, false} -- LIMIT = 7
            F[1] = function(number) -- text
              return string.format('%d text', number) -- The text.
            end
            F[2] = function(number) -- twice
              return number > 7 and F[2](number - 1) or F[1](2 * number)..F[1](1)
            end
            return {text = F[2](3), [F[1](1)] = table.text, ["text"] = t.text(F[1]), t:text()}
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--[[ text() ]] return 1",
        "--[==[ text() ]] text() ]==] return 1",
        "return [[ text() ]]",
        "return [=[ ]] text() ]=]",
        "return 'it''s \\' text()'",
        "return \"'\", \" \\\" text()\"",
        "return {text = 1, other = {text = 2}}",
        "return {function() end, text = 1}",
        "a.text = 1 a:text()",
        "a . text = 1",
        "return a.--[[ comment ]]text",
      })
  void whatOnlyLooksLikeAName_isLeftAlone(String text) {
    String function = "local function text(number)\n  return number\nend\n";
    assertThat(table(function + text)).endsWith("end\n" + text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "local text = 1",
        "local a, text = 1, 2",
        "local a\nlocal text",
        "local function inner(text) end",
        "local function inner(a, text, ...) end",
        "local function text() end",
        "function text() end",
        "return function(text) end",
        "for text in pairs({}) do end",
        "for _, text in pairs({}) do end",
        "for text = 1, 2 do end",
        "do local text = 1 end",
        "local LIMIT = 3\nlocal function f()\n  local LIMIT = 4\nend\nlocal text = 1",
        "local function text()\n  return 1\nend\n",
        "local F = 1",
        "function t.f(text) end",
        "function t.a:f(b, text) end",
      })
  void aNameThatIsDeclaredAgain_isRefused(String text) {
    String function = "local function text(number)\n  return number\nend\n";
    assertThatThrownBy(() -> table(function + text))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageMatching("a script declares (text|LIMIT|F) twice; .*");
  }

  @Test
  void aParameterOfAFunctionWithItsOwnName_isRefused() {
    assertThatThrownBy(() -> table("local function text(text)\n  return 1\nend\n"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aConstantThatIsDeclaredAgain_isRefused() {
    assertThatThrownBy(
            () -> table("local MAX = 3\nlocal function f(MAX)\n  return MAX\nend\nreturn f(1)\n"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("a script declares MAX twice");
  }

  @Test
  void aScriptWithoutFunctions_staysAsItIs() {
    assertThat(table("return redis.call('TIME')\n")).isEqualTo("return redis.call('TIME')\n");
  }

  @Test
  void rareFunctions_standInOneThatCreatesThem() {
    assertThat(table(RARE + "return rare(common(2))\n"))
        .isEqualTo(
            """
            local F = {false, false, false, false} --@rarely rare
            local calls = 0
            F[1] = function(number) -- common
              calls = calls + 1
              return number
            end
            F[2] = function(number) -- between
              return F[1](number)
            end
            F[4] = function()
            if not F[5] then
            F[5] = function(number) -- only_by_rare
              return F[1](number) * 2
            end
            F[6] = function(number) -- rare
              return number > 0 and F[6](number - 1) + F[5](number) or 0
            end
            end
            return F
            end
            F[3] = function() -- as_value
              return F[4]()[6]
            end
            local used = {F[1], F[2], F[3]}
            return F[4]()[6](F[1](2))
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "return rare(common(2)) + calls | 9",
        "return select(2, pcall(rare, 3)) | 12",
        "return as_value() == as_value() and as_value() == rare and rare(1) | 2",
        "return calls | 0",
      })
  void aScriptWithRareFunctions_answersAsBefore(String last, long answer) {
    assertThat(run(RARE + last)).isEqualTo(answer);
    assertThat(run(table(RARE + last))).isEqualTo(answer);
  }

  @ParameterizedTest
  @CsvSource({"common(2), 0", "between(2), 0", "as_value(), 1", "rare(0), 1", "rare(3), 1"})
  void rareFunctions_existOnceOneIsUsed(String use, long created) {
    String script = table(RARE + "local used = " + use + "\n");
    assertThat(run(script + "return F[5] and F[6] and 1 or 0")).isEqualTo(created);
  }

  @ParameterizedTest
  @EnumSource(Script.class)
  void whatAScriptUsesRarely_isAFunctionOfIt(Script script) {
    String plain = ScriptSource.plain(script.resource());
    assertThat(LuaNames.of(plain).functions())
        .containsAll(
            FunctionTable.RARELY
                .matcher(plain)
                .results()
                .flatMap(line -> Stream.of(line.group(1).split(" ", -1)))
                .toList());
  }

  @Test
  void aRareFunctionThatIsUsedBeforeAllOfThemAreDefined_isRefused() {
    assertThatThrownBy(() ->
            table(
                RARE.replace(
                        "local function between",
                        "local x = only_by_rare(1)\nlocal function between")
                    .replace("rarely rare", "rarely rare only_by_rare")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a rare function is used before all of them are defined");
  }

  @Test
  void aRareFunctionThatAnotherUsesBeforeAllOfThemAreDefined_isRefused() {
    assertThatThrownBy(() ->
            table(
                """
                --@rarely rare other
                local function rare()
                  return 1
                end
                local function common(number)
                  return number > 0 and rare() or 0
                end
                local first = common(1)
                local function other()
                  return 2
                end
                return first or other()
                """))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a rare function is used before all of them are defined");
  }

  /** Where it is created that name would be the local's; where it stood it was not. */
  @Test
  void aRareFunctionBeforeALocalWhoseNameItHas_isRefused() {
    assertThatThrownBy(() ->
            table(RARE.replace("local function between", "local number\nlocal function between")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "the rare function only_by_rare has the name number, which is declared after it");
  }

  /**
   * What a parser of the language takes for a use of a function is one of its field, and else none.
   */
  @ParameterizedTest
  @EnumSource(Script.class)
  void aScript_usesEachFunctionAsOftenAsItsFiles(Script script) {
    String source = Defaults.scripts().source(script).replaceFirst("^#!.*", "");
    assertThat(fieldsUsed(source)).isEqualTo(functionsUsed(ScriptSource.plain(script.resource())));
  }

  /** With names instead of fields, and constants by their values, both have the same functions. */
  @ParameterizedTest
  @EnumSource(Script.class)
  void aScript_hasTheFunctionsOfItsFiles(Script script) {
    String source = Defaults.scripts().source(script);
    Map<String, String> names =
        DEFINITION
            .matcher(source)
            .results()
            .collect(Collectors.toMap(found -> found.group(1), found -> found.group(3)));
    String restored =
        FIELD
            .matcher(DEFINITION.matcher(source).replaceAll("local function $3$2"))
            .replaceAll(field -> names.getOrDefault(field.group(1), "F"));
    String plain = COMMENT.matcher(ScriptSource.plain(script.resource())).replaceAll("");
    for (MatchResult constant : CONSTANT.matcher(source).results().toList()) {
      plain = plain.replaceAll("\\b" + constant.group(1) + "\\b", constant.group(2));
    }
    assertThat(bodies(COMMENT.matcher(restored).replaceAll(""))).isEqualTo(bodies(plain));
  }

  private static final Pattern DEFINITION =
      Pattern.compile("(?m)^F\\[(\\d+)\\] = function(\\(.*\\)) -- (\\w+)$");
  private static final Pattern FIELD = Pattern.compile("\\bF(?:\\[\\d+\\]\\(\\))?\\[(\\d+)\\]");
  private static final Pattern COMMENT = Pattern.compile(" *--.*");
  private static final Pattern CONSTANT = Pattern.compile("(?m)-- ([A-Z][A-Z_]*) = (\\d+|'.*')$");

  private static Map<String, String> bodies(String script) {
    return ScriptParts.of(script, LuaTokens::of).all().stream()
        .filter(ScriptParts.Part::isFunction)
        .collect(Collectors.toMap(ScriptParts.Part::name, ScriptParts.Part::text));
  }

  private static Map<String, Integer> functionsUsed(String plain) {
    Chunk chunk = parsed(plain);
    Map<Object, String> functions = new IdentityHashMap<>();
    ScriptParts.of(plain, LuaTokens::of)
        .functions()
        .forEach(name -> {
          for (Object stat : chunk.block.stats) {
            if (stat instanceof Stat.LocalFuncDef function && function.name.name.equals(name)) {
              functions.put(function.name.variable, name);
            }
          }
        });
    var used = new TreeMap<String, Integer>();
    chunk.accept(
        new Visitor() {
          @Override
          public void visit(Exp.NameExp exp) {
            String name = functions.get(exp.name.variable);
            if (name != null) {
              used.merge(name, 1, Integer::sum);
            }
          }
        });
    return used;
  }

  private static Map<String, Integer> fieldsUsed(String source) {
    var names = new TreeMap<Integer, String>();
    Pattern.compile("(?m)^F\\[(\\d+)\\] = function\\(.*\\) -- (\\w+)$")
        .matcher(source)
        .results()
        .forEach(found -> names.put(Integer.parseInt(found.group(1)), found.group(2)));
    var used = new TreeMap<String, Integer>();
    parsed(source)
        .accept(
            new Visitor() {
              @Override
              public void visit(Exp.IndexExp exp) {
                String name =
                    isTable(exp.lhs, names) && exp.exp instanceof Exp.Constant number
                        ? names.get(number.value.toint())
                        : null;
                if (name != null) {
                  used.merge(name, 1, Integer::sum);
                }
                super.visit(exp);
              }
            });
    // Its definition is no use, nor is the question whether it is there.
    names.forEach((number, name) -> {
      int others = source.contains("\nif not F[" + number + "] then\n") ? 2 : 1;
      used.computeIfPresent(name, (key, count) -> count == others ? null : count - others);
    });
    return used;
  }

  /** The table, or what the function that creates rare ones answers: the one without a name. */
  private static boolean isTable(Exp exp, Map<Integer, String> names) {
    return switch (exp) {
      case Exp.NameExp name -> name.name.name.equals("F");
      case Exp.FuncCall call ->
          call.lhs instanceof Exp.IndexExp creator
              && isTable(creator.lhs, names)
              && creator.exp instanceof Exp.Constant number
              && !names.containsKey(number.value.toint());
      default -> false;
    };
  }

  private static Chunk parsed(String text) {
    try {
      Chunk chunk =
          new LuaParser(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))).Chunk();
      chunk.accept(new NameResolver());
      return chunk;
    } catch (ParseException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String table(String script) {
    return FunctionTable.of(ScriptParts.of(script, LuaTokens::of));
  }

  private static long run(String script) {
    return JsePlatform.standardGlobals().load(script).call().checklong();
  }
}
