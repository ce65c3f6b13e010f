package dev.holdfast.kubernetes;

import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The metrics that there are, and those that an expression asks for. */
public final class Metrics {
  /** Of Holdfast; PublishedMetricsTest sees each of them at a running service. */
  static final Set<String> OF_HOLDFAST =
      Set.of(
          "holdfast_orders_seconds_count",
          "holdfast_orders_seconds_bucket",
          "holdfast_reserve_seconds_bucket",
          "holdfast_lock_wait_seconds_count",
          "holdfast_lock_wait_seconds_bucket",
          "holdfast_lock_hold_seconds_bucket",
          "holdfast_cas_attempts_count",
          "holdfast_cas_attempts_sum",
          "holdfast_cas_attempts_max",
          "holdfast_locks_lost_total",
          "holdfast_locks_released_in_doubt_total",
          "holdfast_locks_deadlocks_total",
          "holdfast_orders_damaged_total",
          "holdfast_stock_unconserved",
          "holdfast_stock_oversold",
          "holdfast_stock_shortfall",
          "holdfast_stock_watch_age_seconds",
          "holdfast_stock_bands",
          "holdfast_stock_shortfalls",
          "holdfast_instances",
          "holdfast_store_memory",
          "holdfast_store_refused_total",
          "holdfast_store_clock_difference_seconds",
          "holdfast_clock_trusted",
          "holdfast_store_writable",
          "holdfast_clock_jumps_total",
          "holdfast_waiting_orders",
          "holdfast_waiting_time_seconds_count",
          "holdfast_waiting_time_seconds_max",
          "process_cpu_usage",
          "jvm_memory_used_bytes");

  /** Of Holdfast on PostgreSQL; ServiceOnPostgresTest sees each of them at a running service. */
  public static final Set<String> ON_POSTGRESQL =
      Set.of(
          "holdfast_postgres_oldest_transaction_seconds",
          "holdfast_postgres_oldest_xmin_age",
          "holdfast_postgres_lock_waiters",
          "holdfast_postgres_replication_lag_seconds",
          "holdfast_events_lag_seconds",
          "holdfast_transactions_repeated_total",
          "holdfast_transactions_contended_total",
          "holdfast_transactions_unknown_total",
          "hikaricp_connections_active",
          "hikaricp_connections_max",
          "hikaricp_connections_pending",
          "hikaricp_connections_acquire_seconds_max",
          "hikaricp_connections_timeout_total");

  /** Of Holdfast with a journal; JournalSyncTest sees each of them. */
  public static final Set<String> WITH_A_JOURNAL =
      Set.of(
          "holdfast_journal_holder",
          "holdfast_journal_behind_seconds",
          "holdfast_journal_lines_total",
          "holdfast_journal_failures_total",
          "holdfast_journal_gaps_total",
          "holdfast_journal_sync_seconds_count",
          "holdfast_journal_sync_seconds_bucket");

  /** Of Holdfast too, but only once a request was answered, once garbage was collected. */
  static final Set<String> LATER =
      Set.of("http_server_requests_seconds_count", "jvm_gc_pause_seconds_sum");

  /** Of Prometheus, and of kube-state-metrics. */
  private static final Set<String> OF_OTHERS =
      Set.of(
          "up",
          "kube_deployment_spec_replicas",
          "kube_deployment_status_replicas_available",
          "kube_horizontalpodautoscaler_spec_max_replicas",
          "kube_horizontalpodautoscaler_status_desired_replicas",
          "kube_pod_container_status_restarts_total");

  private static final Set<String> WORDS =
      Set.of("by", "without", "on", "or", "and", "unless", "bool");

  /** What in an expression is no metric: labels, ranges, what is grouped by, numbers. */
  private static final Pattern NO_METRIC =
      Pattern.compile(
          "\\{[^}]*}|\\[[^]]*]|\\b(by|without|on)\\s*\\([^)]*\\)|\\b\\d[\\w.]*|\"[^\"]*\"");

  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][\\w:]*(?!\\w*\\s*\\()");

  private Metrics() {}

  static Set<String> in(String expression) {
    return mentions(expression).collect(Collectors.toSet());
  }

  /** How often the expression asks for a metric. */
  static long mentionsOf(String expression) {
    return mentions(expression).count();
  }

  private static Stream<String> mentions(String expression) {
    return NAME.matcher(NO_METRIC.matcher(expression).replaceAll(" "))
        .results()
        .map(MatchResult::group)
        .filter(name -> !WORDS.contains(name));
  }

  static boolean isKnown(String metric) {
    return OF_HOLDFAST.contains(metric)
        || ON_POSTGRESQL.contains(metric)
        || WITH_A_JOURNAL.contains(metric)
        || LATER.contains(metric)
        || OF_OTHERS.contains(metric);
  }
}
