package dev.holdfast.load.endpoints;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What orders cost: processor time of the instances and of their store, from {@code /proc}, and
 * what PostgreSQL counts of its statements. What cannot be read is left out; a load is not given up
 * for that.
 *
 * @param instances processes of the service
 * @param store the process of the store, if it is known
 * @param statistics where PostgreSQL tells its statistics, if it does
 */
public record Costs(List<Long> instances, @Nullable Long store, @Nullable String statistics) {
  /** Processor time of the instances, in microseconds. */
  public static final String SERVICE_CPU = "cost_service_cpu_us";

  /** Processor time of the store, in microseconds. */
  public static final String STORE_CPU = "cost_store_cpu_us";

  /** Statements, COMMIT among them; BEGIN travels with the first one, and is not counted. */
  public static final String STATEMENTS = "cost_statements";

  /** Rows that statements changed. */
  public static final String ROWS = "cost_rows_changed";

  /** Bytes of the write-ahead log. */
  public static final String WAL_BYTES = "cost_wal_bytes";

  /** As Linux counts processor time for programs, whatever its own clock. */
  private static final long MICROS_PER_TICK = 10_000;

  // Fields of /proc/<pid>/stat behind the name: utime, stime, and those of children that ended.
  private static final int UTIME = 11;
  private static final int CSTIME = 14;

  /** Statements of this service's database, not of the one that this asks. */
  private static final String COUNTED =
      """
      SELECT coalesce(sum(calls), 0),
        coalesce(sum(rows) FILTER (WHERE ltrim(query, E' \\n') NOT ILIKE 'SELECT%'), 0),
        pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')
      FROM pg_stat_statements JOIN pg_database ON dbid = pg_database.oid
      WHERE datname <> current_database() AND query NOT ILIKE 'BEGIN%'
      """;

  public Costs {
    instances = List.copyOf(instances);
  }

  /** All sums so far, by name. */
  public Map<String, Double> read() {
    Map<String, Double> sums = new TreeMap<>();
    if (!instances.isEmpty()) {
      sums.put(SERVICE_CPU, micros(instances.stream().mapToLong(Long::longValue)));
    }
    if (store != null) {
      Stream<ProcessHandle> processes =
          ProcessHandle.of(store).stream()
              .flatMap(p -> Stream.concat(Stream.of(p), p.descendants()));
      sums.put(STORE_CPU, micros(processes.mapToLong(ProcessHandle::pid)));
    }
    if (statistics != null) {
      count(statistics, sums);
    }
    return sums;
  }

  /** What each of so many answers cost between two readings. */
  public static Map<String, Double> each(
      Map<String, Double> before, Map<String, Double> after, long answers) {
    Map<String, Double> each = new TreeMap<>();
    after.forEach((name, sum) -> {
      Double begin = before.get(name);
      if (begin != null && answers > 0) {
        each.put(name, (sum - begin) / answers);
      }
    });
    return each;
  }

  private static double micros(LongStream processes) {
    return processes.map(Costs::ticks).sum() * (double) MICROS_PER_TICK;
  }

  /** One that has just ended counts with its parent. */
  private static long ticks(long process) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(process), "stat"));
      return ticks(stat);
    } catch (IOException e) {
      return 0;
    }
  }

  static long ticks(String stat) {
    // The name is in parentheses, and may have any other character.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", CSTIME + 2);
    long ticks = 0;
    for (int i = UTIME; i <= CSTIME; i++) {
      ticks += Long.parseLong(fields[i]);
    }
    return ticks;
  }

  private static void count(String url, Map<String, Double> sums) {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet counted = statement.executeQuery(COUNTED)) {
      counted.next();
      sums.put(STATEMENTS, counted.getDouble(1));
      sums.put(ROWS, counted.getDouble(2));
      sums.put(WAL_BYTES, counted.getDouble(3));
    } catch (SQLException e) {
      // What is not told is not in the report.
    }
  }
}
