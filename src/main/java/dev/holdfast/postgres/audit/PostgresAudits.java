package dev.holdfast.postgres.audit;

import dev.holdfast.postgres.transaction.Transactions;
import dev.holdfast.stock.Audit;
import dev.holdfast.stock.Sku;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Audits. Each statement has a snapshot of its own: one for all of them would keep dead versions of
 * hot rows alive for as long as the audit takes. Safe for use by many threads.
 */
public final class PostgresAudits {
  /**
   * How long a statement of an audit may take: a quick one adds up every reservation of its
   * products, and a deep one looks at every order.
   */
  static final Duration LOOK_MAX = Duration.ofMinutes(1);

  /** How many orders of a kind a deep audit looks at; the totals tell of all. */
  private static final int MISMATCHES_MAX = 10_000;

  private final Transactions transactions;

  public PostgresAudits(Transactions transactions) {
    this.transactions = transactions;
  }

  /** As {@link dev.holdfast.stock.Inventory#audits}. */
  public Map<Sku, Audit> audits(Collection<Sku> skus) {
    var audits = new TreeMap<Sku, Audit>();
    transactions
        .readFor(LOOK_MAX, reading -> Totals.read(reading, skus))
        .forEach((sku, totals) ->
            audits.put(
                sku,
                new Audit(totals.level(), totals.version(), false, false, 0, totals.findings())));
    return audits;
  }

  /** As {@link dev.holdfast.stock.Inventory#deepAudit}. */
  public Optional<Audit> deepAudit(Sku sku) {
    return Optional.ofNullable(
        transactions.readFor(
            LOOK_MAX,
            reading -> {
              Totals before = Totals.read(reading, List.of(sku)).get(sku);
              if (before == null) {
                return null;
              }
              List<Mismatch> mismatches = Mismatch.find(reading, sku, MISMATCHES_MAX);
              Totals after = Totals.read(reading, List.of(sku)).getOrDefault(sku, before);
              var findings = new ArrayList<>(after.findings());
              findings.addAll(Mismatch.summed(mismatches, Mismatch::kind, Audit.Finding::new));
              return new Audit(
                  after.level(),
                  after.version(),
                  true,
                  before.version() != after.version(),
                  after.reservations(),
                  findings);
            }));
  }
}
