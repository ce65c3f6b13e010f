package dev.holdfast.redis.script;

import dev.holdfast.testing.Defaults;

/** Lets tests of other packages recognise a script on the wire. */
public final class ScriptNames {
  private ScriptNames() {}

  /** The name under which Redis knows a script. */
  public static String sha(String script) {
    return Defaults.scripts().sha(Script.valueOf(script));
  }
}
