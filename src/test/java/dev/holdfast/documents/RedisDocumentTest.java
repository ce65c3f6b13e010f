package dev.holdfast.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.script.Script;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/redis.md} lists every key, every script and every library, and no other. */
class RedisDocumentTest {
  private static final Path LIBRARIES = Path.of("src/main/resources/redis/lib");
  private static final OrderId ORDER = new OrderId("a".repeat(26));
  private static final long EPOCH = 987_654_321;

  /** The first cells of the rows of a section's tables. */
  private static TreeSet<String> listed(String section, String pattern) throws IOException {
    String text = Files.readString(Path.of("docs/redis.md"));
    int from = text.indexOf("\n## " + section);
    int to = text.indexOf("\n## ", from + 1);
    return Pattern.compile("(?m)^\\| `(" + pattern + ")` \\|")
        .matcher(text.substring(from, to < 0 ? text.length() : to))
        .results()
        .map((MatchResult row) -> row.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyKeyIsListed() throws Exception {
    var keys =
        new TreeSet<>(
            List.of(Keys.PRODUCTS, Keys.WATCHED, Keys.PRODUCT_EVENTS, Keys.INSTANCES, Keys.LOCKS));
    for (Method method : Keys.class.getDeclaredMethods()) {
      boolean namesKey =
          Modifier.isPublic(method.getModifiers())
              && method.getReturnType() == String.class
              && !method.getName().equals("orderOf");
      if (namesKey) {
        keys.add(pattern(method));
      }
    }
    assertThat(keys).hasSizeGreaterThan(15);
    assertThat(listed("Keys", "holdfast:[^`]*")).isEqualTo(keys);
  }

  private static String pattern(Method method) throws ReflectiveOperationException {
    Object[] arguments =
        Arrays.stream(method.getParameters()).map(RedisDocumentTest::argument).toArray();
    return ((String) method.invoke(null, arguments))
        .replace("{SKU}", "{<sku>}")
        .replace(Long.toString(EPOCH), "<epoch>")
        .replace(ORDER.value(), "<order>")
        .replaceAll("\\{o\\d+}", "{o<partition>}");
  }

  private static Object argument(Parameter parameter) {
    Class<?> type = parameter.getType();
    if (type == Sku.class) {
      return new Sku("SKU");
    } else if (type == OrderId.class) {
      return ORDER;
    } else if (type == long.class) {
      return EPOCH;
    } else if (type == int.class) {
      return 3;
    }
    return "<" + parameter.getName() + ">";
  }

  @Test
  void everyScriptIsListed() throws IOException {
    assertThat(listed("Scripts", "\\w+"))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Script.values())
                .map(script -> script.resource().replaceFirst(".*/", ""))
                .toList());
  }

  @Test
  void everyLibraryIsListed() throws IOException {
    try (Stream<Path> files = Files.list(LIBRARIES)) {
      assertThat(listed("Libraries", "lib/\\w+"))
          .isEqualTo(
              files
                  .map(file -> "lib/" + file.getFileName().toString().replace(".lua", ""))
                  .collect(Collectors.toCollection(TreeSet::new)));
    }
  }
}
