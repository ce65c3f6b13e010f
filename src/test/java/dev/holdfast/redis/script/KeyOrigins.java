package dev.holdfast.redis.script;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.Lua;
import org.luaj.vm2.ast.Chunk;
import org.luaj.vm2.ast.Exp;
import org.luaj.vm2.ast.FuncBody;
import org.luaj.vm2.ast.Name;
import org.luaj.vm2.ast.NameResolver;
import org.luaj.vm2.ast.Stat;
import org.luaj.vm2.ast.TableConstructor;
import org.luaj.vm2.ast.TableField;
import org.luaj.vm2.ast.Visitor;
import org.luaj.vm2.parser.LuaParser;
import org.luaj.vm2.parser.ParseException;

/**
 * Follows where the keys of a script's commands come from. Whatever a variable, a parameter, a
 * field of that name or an element of a list may be given has to come from KEYS; one source that
 * does not is enough to refuse it. What cannot be followed is refused.
 */
final class KeyOrigins {
  /** How many of a command's arguments are keys; all commands that scripts may use are here. */
  private static final Map<String, Integer> KEYS_OF_COMMANDS = new HashMap<>();

  private static final int ALL = Integer.MAX_VALUE;

  static {
    Stream.of(
            "GET SET PTTL INCRBY DECRBY PEXPIRE TYPE HGET HMGET HGETALL HSET HDEL HINCRBY HLEN"
                + " HSCAN",
            "ZADD ZREM ZCARD ZCOUNT ZRANGE ZRANGEBYSCORE ZREMRANGEBYSCORE ZSCORE ZMSCORE XADD")
        .flatMap(names -> Stream.of(names.split(" ", -1)))
        .forEach(name -> KEYS_OF_COMMANDS.put(name, 1));
    Stream.of("XRANGE", "XREVRANGE", "XTRIM").forEach(name -> KEYS_OF_COMMANDS.put(name, 1));
    KEYS_OF_COMMANDS.put("TIME", 0);
    KEYS_OF_COMMANDS.put("RENAME", 2);
    KEYS_OF_COMMANDS.put("RENAMENX", 2);
    KEYS_OF_COMMANDS.put("EXISTS", ALL);
    KEYS_OF_COMMANDS.put("DEL", ALL);
  }

  private final Chunk chunk;
  private final Map<Object, List<Exp>> sources = new HashMap<>();
  private final Map<Object, Set<FuncBody>> functions = new HashMap<>();
  private final Map<FuncBody, List<List<Exp>>> returns = new HashMap<>();
  private final Set<Object> refused = new HashSet<>();

  private KeyOrigins(Chunk chunk) {
    this.chunk = chunk;
  }

  /** What touches a key that does not come from KEYS, as text for people. */
  static List<String> undeclared(String script) {
    try {
      var parser = new LuaParser(new ByteArrayInputStream(script.getBytes(StandardCharsets.UTF_8)));
      Chunk chunk = parser.Chunk();
      chunk.accept(new NameResolver());
      return new KeyOrigins(chunk).undeclared();
    } catch (ParseException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private List<String> undeclared() {
    // A function may be passed on, so what is called where is known only step by step.
    for (int known = -1; known != functions.values().stream().mapToInt(Set::size).sum(); ) {
      known = functions.values().stream().mapToInt(Set::size).sum();
      sources.clear();
      chunk.accept(new Collecting());
    }
    for (int before = -1; before != refused.size(); ) {
      before = refused.size();
      sources.forEach((target, exps) -> {
        if (!exps.stream().allMatch(this::isKey)) {
          refused.add(target);
        }
      });
    }
    var found = new LinkedHashSet<String>();
    chunk.accept(new Checking(found));
    return List.copyOf(found);
  }

  private static Object of(Name name) {
    return name.variable;
  }

  private boolean isKey(Exp exp) {
    return switch (exp) {
      case Exp.NameExp name when !name.name.variable.isLocal() -> name.name.name.equals("KEYS");
      case Exp.NameExp name -> !refused.contains(of(name.name));
      case Exp.IndexExp index -> isKey(index.lhs);
      case Exp.FieldExp field -> !refused.contains("field " + field.name.name);
      case Exp.ParensExp parens -> isKey(parens.exp);
      case Exp.Constant constant -> constant.value.isnil();
      case Exp.BinopExp op when op.op == Lua.OP_AND -> isKey(op.rhs);
      case Exp.BinopExp op when op.op == Lua.OP_OR -> isKey(op.lhs) && isKey(op.rhs);
      case TableConstructor table ->
          fields(table).stream()
              .filter(field -> field.name == null)
              .allMatch(field -> isKey(field.rhs));
      case Exp.FuncCall call when isNamed(call, "unpack") -> isKey(argument(call, 0));
      case Exp.FuncCall call -> isKey(call, 0);
      case Answer answer -> isKey(answer.call, answer.position);
      case KeysOf keys -> {
        Object index =
            keys.table instanceof Exp.NameExp name ? "index of " + of(name.name) : keys.table;
        yield sources.containsKey(index) && !refused.contains(index);
      }
      default -> false;
    };
  }

  /** Whether a function of the script answers a key at a position. */
  private boolean isKey(Exp.FuncCall call, int position) {
    var bodies = bodies(call.lhs);
    return !bodies.isEmpty()
        && bodies.stream()
            .flatMap(body -> returns.getOrDefault(body, List.of()).stream())
            .allMatch(values -> position >= values.size() || isKey(values.get(position)));
  }

  private Set<FuncBody> bodies(Exp called) {
    return switch (called) {
      case Exp.AnonFuncDef definition -> Set.of(definition.body);
      case Exp.NameExp name -> functions.getOrDefault(of(name.name), Set.of());
      default -> Set.of();
    };
  }

  private static boolean isNamed(Exp.FuncCall call, String name) {
    return call.lhs instanceof Exp.NameExp called && called.name.name.equals(name);
  }

  private static List<Exp> arguments(Exp.FuncCall call) {
    var arguments = new ArrayList<Exp>();
    if (call.args.exps != null) {
      for (Object argument : call.args.exps) {
        arguments.add((Exp) argument);
      }
    }
    return arguments;
  }

  private static Exp argument(Exp.FuncCall call, int index) {
    return arguments(call).get(index);
  }

  @SuppressWarnings("unchecked")
  private static List<TableField> fields(TableConstructor table) {
    return table.fields == null ? List.of() : table.fields;
  }

  @SuppressWarnings("unchecked")
  private static <T> List<T> list(@Nullable List<?> raw) {
    return raw == null ? List.of() : (List<T>) raw;
  }

  /** Notes what is given to what. */
  private final class Collecting extends Visitor {
    private final List<FuncBody> inside = new ArrayList<>();

    private void give(Object target, Exp source) {
      sources.computeIfAbsent(target, t -> new ArrayList<>()).add(source);
      var bodies = bodies(source);
      if (!bodies.isEmpty()) {
        functions.computeIfAbsent(target, t -> new HashSet<>()).addAll(bodies);
      }
    }

    /** A name beyond the values gets what the last of them, a call, answers at that position. */
    private void giveAll(List<?> targets, List<Exp> values) {
      for (int i = 0; i < targets.size(); i++) {
        Exp value =
            i < values.size()
                ? values.get(i)
                : values.isEmpty() ? null : values.get(values.size() - 1);
        if (value == null) {
          continue;
        }
        int position = i - values.size() + 1;
        boolean beyond = position > 0;
        if (beyond && !(value instanceof Exp.FuncCall)) {
          continue;
        }
        assign(targets.get(i), beyond ? new Answer((Exp.FuncCall) value, position) : value);
      }
    }

    private void assign(Object target, Exp source) {
      switch (target) {
        case Name name -> give(of(name), source);
        case Exp.NameExp name -> give(of(name.name), source);
        case Exp.FieldExp field -> give("field " + field.name.name, source);
        case Exp.IndexExp index -> {
          Exp list = index.lhs;
          if (list instanceof Exp.NameExp name) {
            give(of(name.name), source);
            give("index of " + of(name.name), index.exp);
          } else if (list instanceof Exp.FieldExp field) {
            give("field " + field.name.name, source);
          }
        }
        default -> {}
      }
    }

    @Override
    public void visit(Stat.LocalAssign stat) {
      giveAll(list(stat.names), list(stat.values));
      super.visit(stat);
    }

    @Override
    public void visit(Stat.Assign stat) {
      giveAll(list(stat.vars), list(stat.exps));
      super.visit(stat);
    }

    @Override
    public void visit(Stat.LocalFuncDef stat) {
      functions.computeIfAbsent(of(stat.name), t -> new HashSet<>()).add(stat.body);
      super.visit(stat);
    }

    @Override
    public void visit(Stat.GenericFor stat) {
      List<Name> names = list(stat.names);
      if (list(stat.exps).get(0) instanceof Exp.FuncCall call && !arguments(call).isEmpty()) {
        Exp over = argument(call, 0);
        if (isNamed(call, "ipairs") || isNamed(call, "pairs")) {
          if (names.size() > 1) {
            give(of(names.get(1)), over);
          }
          give(of(names.get(0)), new KeysOf(over));
        } else {
          names.forEach(name -> give(of(name), call));
        }
      }
      super.visit(stat);
    }

    @Override
    public void visit(Stat.NumericFor stat) {
      give(of(stat.name), stat.initial);
      super.visit(stat);
    }

    @Override
    public void visit(TableConstructor table) {
      for (TableField field : fields(table)) {
        if (field.name != null) {
          give("field " + field.name, field.rhs);
        }
      }
      super.visit(table);
    }

    @Override
    public void visit(FuncBody body) {
      inside.add(body);
      returns.put(body, new ArrayList<>());
      super.visit(body);
      inside.remove(inside.size() - 1);
    }

    @Override
    public void visit(Stat.Return stat) {
      if (!inside.isEmpty()) {
        returns.get(inside.get(inside.size() - 1)).add(list(stat.values));
      }
      super.visit(stat);
    }

    @Override
    public void visit(Exp.FuncCall call) {
      var arguments = arguments(call);
      Exp called = call.lhs;
      if (isNamed(call, "pcall")) {
        called = arguments.get(0);
        arguments = arguments.subList(1, arguments.size());
      }
      for (FuncBody body : bodies(called)) {
        giveAll(list(body.parlist.names), arguments);
      }
      super.visit(call);
    }
  }

  /** Stands for what a call answers at a later position than its first. */
  private static final class Answer extends Exp {
    final Exp.FuncCall call;
    final int position;

    Answer(Exp.FuncCall call, int position) {
      this.call = call;
      this.position = position;
    }

    @Override
    public void accept(Visitor visitor) {}
  }

  /** Stands for what a table is indexed by. */
  private static final class KeysOf extends Exp {
    final Exp table;

    KeysOf(Exp table) {
      this.table = table;
    }

    @Override
    public void accept(Visitor visitor) {}
  }

  /** Looks at every command. */
  private final class Checking extends Visitor {
    private final Set<String> found;

    Checking(Set<String> found) {
      this.found = found;
    }

    @Override
    public void visit(Exp.FuncCall call) {
      if (call.lhs instanceof Exp.FieldExp field
          && field.lhs instanceof Exp.NameExp library
          && library.name.name.equals("redis")
          && (field.name.name.equals("call") || field.name.name.equals("pcall"))) {
        check(call);
      }
      super.visit(call);
    }

    private void check(Exp.FuncCall call) {
      var arguments = arguments(call);
      String where = "line " + call.beginLine + ": ";
      if (!(arguments.get(0) instanceof Exp.Constant command)) {
        found.add(where + "a command that is not written out");
        return;
      }
      String name = command.value.tojstring();
      if (name.equals("XINFO")) {
        // Its key follows the name of a subcommand.
        if (arguments.size() < 3 || !isKey(arguments.get(2))) {
          found.add(where + name + " of a key that does not come from KEYS");
        }
        return;
      }
      Integer keys = KEYS_OF_COMMANDS.get(name);
      if (keys == null) {
        found.add(where + name + ", of which it is not known which arguments are keys");
        return;
      }
      for (int i = 1; i < arguments.size() && i - 1 < keys; i++) {
        if (!isKey(arguments.get(i))) {
          found.add(where + name + " of a key that does not come from KEYS");
        }
      }
    }
  }
}
