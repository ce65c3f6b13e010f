package dev.holdfast.redis.script;

/** Lets tests of other packages recognise a script on the wire. */
public final class ScriptNames {
  private ScriptNames() {}

  /** The name under which Redis knows a script. */
  public static String sha(String script) {
    return Script.valueOf(script).sha();
  }
}
