package dev.holdfast.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.testing.TestInstance;
import io.lettuce.core.ScriptOutputType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What an older version of the service stored, as {@code .ci/older-data} printed it: one Redis
 * command a line, after the time at which it was read. All its times move with that one to the time
 * at which it is loaded, so that its deadlines are as far away as they were.
 */
final class OlderData {
  private static final Pattern MILLIS = Pattern.compile("(?<![0-9])[0-9]{13}(?![0-9])");

  /** Numbers of as many digits that are further from the time of reading are no times. */
  private static final Duration NEAR = Duration.ofDays(400);

  private static final String LOAD =
      "for _, line in ipairs(ARGV) do redis.call(unpack(cjson.decode(line))) end";

  private OlderData() {}

  /** Loads the data of a resource into the database of an instance, which must be empty. */
  static void load(TestInstance node, String resource) {
    List<String> lines = lines(resource);
    long read = Long.parseLong(lines.getFirst().replaceAll("[^0-9]", ""));
    long later = System.currentTimeMillis() - read;
    String[] commands =
        lines.stream()
            .skip(1)
            .map(line -> MILLIS.matcher(line).replaceAll(found -> moved(found, read, later)))
            .toArray(String[]::new);
    node.redis.<Object>write(
        redis -> redis.eval(LOAD, ScriptOutputType.STATUS, new String[0], commands));
  }

  private static String moved(MatchResult found, long read, long later) {
    long time = Long.parseLong(found.group());
    boolean isTime = Math.abs(time - read) < NEAR.toMillis();
    return Long.toString(isTime ? time + later : time);
  }

  private static List<String> lines(String resource) {
    try (InputStream in = Objects.requireNonNull(OlderData.class.getResourceAsStream(resource))) {
      return new String(in.readAllBytes(), UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
