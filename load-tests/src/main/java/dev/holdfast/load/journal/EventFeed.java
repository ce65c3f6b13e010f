package dev.holdfast.load.journal;

import dev.holdfast.load.process.LoadTestException;
import dev.holdfast.load.process.PostgresServerProcess;
import dev.holdfast.load.process.RedisServerProcess;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Adds events to the log of a store in the form in which the service's own steps add them, without
 * the orders: many more of them than customers make over HTTP in the same time. The journal copies
 * the log and knows no orders. Safe for use by one thread.
 */
interface EventFeed {
  /** So many events in a row are of one order. */
  int VERSIONS = 50;

  int STREAMS = 16;

  /** The order that the event of a number is of. */
  static String orderOf(int number) {
    return "fed-" + number / VERSIONS;
  }

  /** The version of its order that the event of a number is. */
  static int versionOf(int number) {
    return number % VERSIONS + 1;
  }

  /**
   * Adds the events of so many numbers, beginning with {@code from}; a number is added once.
   *
   * @throws LoadTestException when it is not known that they were added
   */
  void add(int from, int count);

  /** All events of an order are in one stream, as docs/events.md has it. */
  static EventFeed of(RedisServerProcess redis) {
    String keys =
        IntStream.range(0, STREAMS)
            .mapToObj("holdfast:{o%d}:events"::formatted)
            .collect(Collectors.joining(" "));
    String script =
        "local now = redis.call('TIME')"
            + " local at = now[1] .. string.format('%%03d', math.floor(now[2] / 1000))"
            + " for n = tonumber(ARGV[1]), ARGV[1] + ARGV[2] - 1 do"
            + " local order = math.floor(n / %1$d)"
            + " redis.call('XADD', KEYS[order %% #KEYS + 1], '*', 'id', 'fed-' .. order,"
            + " 'version', n %% %1$d + 1, 'type', 'EXTENDED', 'occurredAt', at)"
            + " end return 'ADDED'";
    String command = "EVAL \"%s\" %d %s".formatted(script.formatted(VERSIONS), STREAMS, keys);
    return (from, count) -> {
      String reply = redis.command("%s %d %d".formatted(command, from, count));
      if (!reply.contains("ADDED")) {
        throw new LoadTestException("events were added with the answer " + reply.strip());
      }
    };
  }

  /** They get their positions from the sequencer, as all do. */
  static EventFeed of(PostgresServerProcess postgres) {
    String sql =
        """
        WITH added AS (
          INSERT INTO outbox (order_id, version, type, occurred_at)
          SELECT 'fed-' || n / %1$d, n %% %1$d + 1, 'EXTENDED',
            date_trunc('milliseconds', clock_timestamp())
          FROM generate_series(?::int, ?::int) AS n ORDER BY n
          RETURNING 1)
        SELECT count(*)::text FROM added\
        """
            .formatted(VERSIONS);
    return (from, count) -> {
      List<String> added =
          postgres.sql().query(sql, Integer.toString(from), Integer.toString(from + count - 1));
      if (!added.equals(List.of(Integer.toString(count)))) {
        throw new LoadTestException("events were added with the answer " + added);
      }
    };
  }
}
