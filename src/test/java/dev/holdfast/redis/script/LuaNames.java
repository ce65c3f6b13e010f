package dev.holdfast.redis.script;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.luaj.vm2.ast.Chunk;
import org.luaj.vm2.ast.Exp;
import org.luaj.vm2.ast.Name;
import org.luaj.vm2.ast.NameResolver;
import org.luaj.vm2.ast.Stat;
import org.luaj.vm2.ast.Visitor;
import org.luaj.vm2.parser.LuaParser;
import org.luaj.vm2.parser.ParseException;

/**
 * The names of one file of Lua, taken by itself.
 *
 * @param declared what it declares for all that follows it: locals outside of any block, and
 *     settings
 * @param free what it uses and does not declare
 * @param usedLocally what it both declares and uses
 * @param functions what it declares as functions, outside of any block
 */
record LuaNames(
    Set<String> declared, Set<String> free, Set<String> usedLocally, Set<String> functions) {
  private static final Pattern SETTING = Pattern.compile("(?m)^--@setting (\\w+)$");

  static LuaNames of(String text) {
    String lua = SETTING.matcher(text).replaceAll("local $1 = 1");
    Chunk chunk;
    try {
      chunk = new LuaParser(new ByteArrayInputStream(lua.getBytes(StandardCharsets.UTF_8))).Chunk();
    } catch (ParseException e) {
      throw new IllegalArgumentException(e);
    }
    chunk.accept(new NameResolver());
    var names = new LuaNames(new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
    for (Object stat : chunk.block.stats) {
      if (stat instanceof Stat.LocalAssign local) {
        local.names.forEach(name -> names.declared.add(((Name) name).name));
      } else if (stat instanceof Stat.LocalFuncDef function) {
        names.declared.add(function.name.name);
        names.functions.add(function.name.name);
      }
    }
    chunk.accept(
        new Visitor() {
          @Override
          public void visit(Exp.NameExp exp) {
            (exp.name.variable.isLocal() ? names.usedLocally : names.free).add(exp.name.name);
          }
        });
    return names;
  }
}
