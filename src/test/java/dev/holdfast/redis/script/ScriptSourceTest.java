package dev.holdfast.redis.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.testing.Defaults;
import dev.holdfast.testing.RedisUnderTest;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts are put together from files that name the libraries they use. */
class ScriptSourceTest {
  private static final Path FILES = Path.of("src/main/resources/redis");
  private static final Pattern INCLUDE = Pattern.compile("(?m)^--@include (.*)$");

  /** What Redis itself offers to scripts, as far as they use it. */
  private static final Set<String> OF_REDIS =
      Set.of(
          "redis",
          "KEYS",
          "ARGV",
          "string",
          "table",
          "math",
          "ipairs",
          "pairs",
          "unpack",
          "tonumber",
          "tostring",
          "type",
          "error",
          "pcall");

  private static UnaryOperator<String> files(Map<String, String> files) {
    return name ->
        Optional.ofNullable(files.get(name))
            .orElseThrow(() -> new IllegalArgumentException("no " + name));
  }

  private static Stream<String> names() throws IOException {
    try (Stream<Path> files = Files.walk(FILES)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> FILES.relativize(file).toString().replaceFirst("\\.lua$", ""))
          .sorted()
          .toList()
          .stream();
    }
  }

  @Test
  void aLibraryThatSeveralFilesInclude_standsInTheScriptOnceBeforeAllOfThem() {
    var sources =
        files(
            Map.of(
                "order/a", "--@include lib/b lib/c\nreturn b() + c()\n",
                "lib/b", "--@include lib/c\nlocal function b() return c() end\n",
                "lib/c", "local function c() return 1 end\n"));
    assertThat(ScriptSource.withIncludes("order/a", sources).lines().filter(l -> !l.isEmpty()))
        .containsExactly(
            "local function c() return 1 end",
            "local function b() return c() end",
            "return b() + c()");
  }

  @Test
  void aCycleOfIncludes_isRefusedWithTheWayThatLeadsToIt() {
    var sources =
        files(
            Map.of(
                "order/a", "--@include lib/b\n",
                "lib/b", "--@include lib/c\n",
                "lib/c", "--@include lib/b\n"));
    assertThatThrownBy(() -> ScriptSource.withIncludes("order/a", sources))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("scripts include each other in a cycle: order/a -> lib/b -> lib/c -> lib/b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"lib/b", "lib.c", "lib/c,", ""})
  void anUnknownLibrary_isRefusedWithTheWayThatLeadsToIt(String library) {
    var sources = files(Map.of("order/a", "--@include " + library + "\n", "lib/c", ""));
    assertThatThrownBy(() -> ScriptSource.withIncludes("order/a", sources))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a script includes what does not exist: order/a -> " + library);
  }

  @Test
  void functionsThatAScriptDoesNotUse_areNotInIt() {
    String script =
        """
        local function used() return 1 end
        local function alone()
          return used() -- Like by_comment.
        end
        local function by_comment()
          return alone()
        end
        local function kept()
          return used()
        end
        return {kept()}
        """;
    assertThat(ScriptParts.of(script, LuaTokens::of).used().text().lines())
        .containsExactly(
            "local function used() return 1 end",
            "local function kept()",
            "  return used()",
            "end",
            "return {kept()}");
  }

  /** Here a name that is not in the script any more would be one that Redis should offer. */
  @ParameterizedTest
  @EnumSource(Script.class)
  void aScript_hasAllThatItUses(Script script) {
    String source = Defaults.scripts().source(script).replaceFirst("^#!.*", "");
    assertThat(OF_REDIS).containsAll(LuaNames.of(source).free());
  }

  /** Each call of a script creates all its functions. */
  @ParameterizedTest
  @EnumSource(Script.class)
  void aScript_hasNoFunctionThatItDoesNotUse(Script script) {
    LuaNames names = LuaNames.of(ScriptSource.plain(script.resource()));
    assertThat(names.usedLocally()).containsAll(names.functions());
  }

  @Test
  void everyFile_isAScriptOrALibrary() throws IOException {
    assertThat(names().filter(name -> !name.startsWith("lib/")))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Script.values()).map(Script::resource).toList());
  }

  /** A name that no library declares would fail where the script comes to it, and only there. */
  @ParameterizedTest
  @MethodSource("names")
  void aFile_includesTheLibrariesWhoseNamesItUsesAndNoOthers(String name) {
    var used = new TreeSet<>(LuaNames.of(text(name)).free());
    used.removeAll(OF_REDIS);
    assertThat(LuaNames.of(text(name)).declared()).doesNotContainAnyElementsOf(OF_REDIS);
    var declared = new TreeSet<String>();
    for (String library : includes(name)) {
      Set<String> declaredHere = LuaNames.of(text(library)).declared();
      assertThat(declaredHere).as("used of " + library).containsAnyElementsOf(used);
      declared.addAll(declaredHere);
    }
    assertThat(declared).as("declared in what it includes").containsAll(used);
  }

  /** What nothing uses is dead: a library declares for others what it does not use itself. */
  @Test
  void whatALibraryDeclares_isUsed() throws IOException {
    var used = new TreeSet<String>();
    var declared = new TreeSet<String>();
    for (String name : names().toList()) {
      LuaNames names = LuaNames.of(text(name));
      used.addAll(names.free());
      used.addAll(names.usedLocally());
      if (name.startsWith("lib/")) {
        declared.addAll(names.declared());
      }
    }
    assertThat(used).containsAll(declared);
  }

  @Test
  void redisCompilesEveryScript() {
    var redis = RedisUnderTest.shared();
    Scripts scripts = Defaults.scripts();
    var client = RedisClient.create(RedisURI.create(redis.host(), redis.port()));
    try (var connection = client.connect()) {
      for (Script script : Script.values()) {
        assertThat(connection.sync().scriptLoad(scripts.source(script)))
            .as(script.resource())
            .isEqualTo(scripts.sha(script));
        if (script.mayGoBeyondMemory()) {
          assertThat(connection.sync().scriptLoad(scripts.sourceBeyondMemory(script)))
              .as(script.resource())
              .isEqualTo(scripts.shaBeyondMemory(script));
        }
      }
    } finally {
      client.shutdown();
    }
  }

  private static final Pattern HEADER =
      Pattern.compile("(?s)\\A(-- [^\\n]*\\n)+?-- KEYS: .*?\\n-- ARGV: .*?\\n-- Reply: .*");

  /** Arguments have names: a number of one stands at the top alone, where it gets its name. */
  @ParameterizedTest
  @MethodSource("names")
  void aScript_saysWhatItTakesAndNamesItOnce(String name) {
    if (name.startsWith("lib/")) {
      return;
    }
    assertThat(text(name)).matches(HEADER);
    List<String> numbered = new ArrayList<>();
    Pattern.compile("\\b(?:ARGV|KEYS)\\[\\d+\\]")
        .matcher(text(name))
        .results()
        .forEach(found -> numbered.add(found.group()));
    assertThat(numbered).doesNotHaveDuplicates();
  }

  private static List<String> includes(String name) {
    return INCLUDE
        .matcher(text(name))
        .results()
        .flatMap(include -> Stream.of(include.group(1).split(" ", -1)))
        .collect(Collectors.toList());
  }

  private static String text(String name) {
    return Objects.requireNonNull(ScriptSource.resource(name));
  }
}
