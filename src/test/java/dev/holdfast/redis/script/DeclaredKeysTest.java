package dev.holdfast.redis.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.testing.Defaults;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Scripts touch the keys that their callers declare and no others. While a Cluster moves a slot, a
 * key that was not declared may be on the other server: it would be missing though it exists.
 */
class DeclaredKeysTest {
  @ParameterizedTest
  @EnumSource(value = Script.class, mode = EnumSource.Mode.EXCLUDE, names = "ACCESS_CHECK")
  void aScriptTouchesOnlyWhatItsCallerDeclares(Script script) {
    assertThat(KeyOrigins.undeclared(ScriptSource.plain(script.resource()))).isEmpty();
  }

  /** Its commands are in a list, which cannot be followed; it has nothing to make a key from. */
  @Test
  void theCheckOfRightsMakesNoKeys() {
    assertThat(Defaults.scripts().source(Script.ACCESS_CHECK).replaceAll("(?m)--.*$", ""))
        .contains("unpack(KEYS)")
        .doesNotContain("ARGV", "..", "format", "concat", "gsub", "'holdfast");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "return redis.call('GET', 'holdfast:instances')",
        "return redis.call('GET', ARGV[1])",
        "return redis.pcall('GET', KEYS[1] .. ':orders')",
        "return redis.call('EXISTS', KEYS[1], ARGV[1])",
        "return redis.call('RENAME', KEYS[1], KEYS[1] .. ':old')",
        "return redis.call('DEL', unpack(ARGV))",
        "return redis.call(ARGV[1], KEYS[1])",
        "return redis.call('SORT', KEYS[1], 'BY', 'weight_*')",
        "local key = string.sub(KEYS[1], 1, -4) .. 'orders' return redis.call('GET', key)",
        "local key = KEYS[1] if ARGV[1] then key = ARGV[1] end return redis.call('GET', key)",
        "local due = {key = KEYS[1]} due.key = due.key .. 'x' return redis.call('GET', due.key)",
        "local t = {ARGV[1]} for _, key in ipairs(t) do redis.call('DEL', key) end",
        "local t = {} t[ARGV[1]] = 1 for key in pairs(t) do redis.call('DEL', key) end",
        "local t = {} t[1] = ARGV[1] return redis.call('DEL', unpack(t))",
        "local function f(key) return redis.call('GET', key) end f(KEYS[1]) f(ARGV[1])",
        "local function f(n) return n, n .. 'x' end local a, b = f(KEYS[1]) redis.call('GET', b)",
        "local function f(g) g(ARGV[1]) end f(function(key) redis.call('GET', key) end)",
        "local function f(key) redis.call('GET', key) end pcall(f, ARGV[1])",
        "return redis.call('GET', redis.call('GET', KEYS[1]))",
        "return redis.call('GET', undefined(KEYS[1]))",
        "return redis.call('GET', ARGV[1] and 'x' or KEYS[1])",
      })
  void aKeyThatDoesNotComeFromKeysIsFound(String planted) {
    assertThat(KeyOrigins.undeclared(planted)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "local function at(i) return {due = KEYS[i]} end redis.call('ZADD', at(2).due, 1, ARGV[1])",
        "local t = {} for i = 1, #KEYS do t[i] = KEYS[i] end return redis.call('EXISTS',"
            + " unpack(t))",
        "local function f(g) g(KEYS[1]) end f(function(key) redis.call('GET', key) end)",
        "local t = {} t[KEYS[1]] = ARGV[1] for key, v in pairs(t) do redis.call('SET', key, v) end",
        "local events = ARGV[1] and KEYS[2] or nil return redis.call('DEL', events)",
      })
  void aKeyThatComesFromKeysByDetoursIsNot(String sound) {
    assertThat(KeyOrigins.undeclared(sound)).isEmpty();
  }
}
