package dev.holdfast.redis.audit;

import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.client.RedisSettings;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.stock.StoredCounters;
import dev.holdfast.redis.stock.StoredCounters.RawLevel;
import dev.holdfast.runtime.Deadline;
import dev.holdfast.stock.Audit;
import dev.holdfast.stock.Reconciliation;
import dev.holdfast.stock.ReconciliationResult;
import dev.holdfast.stock.ReconciliationResult.Reconciled;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockLevel;
import dev.holdfast.store.StockAudits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Audits and reconciliations in Redis; the long ones each on a connection of its own. */
public final class RedisStockAudits implements StockAudits {
  /** It inspects every reservation, which may take longer than any other request. */
  private static final Duration DEEP_AUDIT_MAX = Duration.ofMinutes(1);

  private final RedisGateway redis;
  private final RedisSettings settings;
  private final ReconciliationSettings bounds;

  public RedisStockAudits(
      RedisGateway redis, RedisSettings settings, ReconciliationSettings bounds) {
    this.redis = redis;
    this.settings = settings;
    this.bounds = bounds;
  }

  @Override
  public Map<Sku, Audit> audits(Collection<Sku> skus) {
    var audits = new TreeMap<Sku, Audit>();
    StoredCounters.read(redis, List.copyOf(skus))
        .forEach((sku, raw) ->
            audits.put(
                sku,
                new Audit(
                    raw.level(), raw.version(), false, false, 0, StoredCounters.findings(raw))));
    audits.putAll(damagedProducts(skus.stream().filter(sku -> !audits.containsKey(sku)).toList()));
    return audits;
  }

  @Override
  public Optional<Audit> deepAudit(Sku sku) {
    if (StoredCounters.read(redis, sku) == null) {
      return Optional.ofNullable(damagedProducts(List.of(sku)).get(sku));
    }
    // A connection of its own, so that its many commands never stand in the way of an order.
    try (var own = redis.another(settings)) {
      return Deadline.apart(
          DEEP_AUDIT_MAX, () -> Optional.of(new DeepAudit(own, sku, 0).run().audit()));
    }
  }

  /** A product whose totals are gone is damage, not an unknown SKU. */
  private Map<Sku, Audit> damagedProducts(List<Sku> withoutTotals) {
    List<RedisGateway.Read<Long>> reads = new ArrayList<>();
    withoutTotals.forEach(sku -> reads.add(commands -> commands.exists(Keys.product(sku))));
    List<Long> registered = redis.readAll(reads);
    var finding = new Audit.Finding(Audit.Kind.MISSING_KEY, 0, "the totals are gone");
    var damaged = new TreeMap<Sku, Audit>();
    for (int i = 0; i < registered.size(); i++) {
      if (registered.get(i) == 1) {
        var none = new StockLevel(withoutTotals.get(i), 0, 0, 0, 0);
        damaged.put(none.sku(), new Audit(none, 0, false, false, 0, List.of(finding)));
      }
    }
    return damaged;
  }

  @Override
  public ReconciliationResult look(Sku sku) {
    return reconcile(sku, bounds.lookMax(), (own, report) -> new Reconciled(looked(sku, report)));
  }

  /** What follows the audit that every reconciliation begins with. */
  private interface Step {
    ReconciliationResult after(RedisGateway own, DeepAudit.Report report);
  }

  private ReconciliationResult reconcile(Sku sku, Duration max, Step step) {
    try (var own = redis.another(settings)) {
      return Deadline.apart(
          max,
          () -> {
            if (own.<Long>read(commands -> commands.exists(Keys.product(sku))) == 0) {
              return new ReconciliationResult.UnknownSku();
            }
            var report = new DeepAudit(own, sku, bounds.linesMax()).run();
            return report.reservationsReadable()
                ? step.after(own, report)
                : new ReconciliationResult.NotRepairable(
                    "the reservations of " + sku + " are no hash");
          });
    }
  }

  private static Reconciliation looked(Sku sku, DeepAudit.Report report) {
    var plan = ReconciliationPlan.of(sku, report);
    RawLevel level = report.level();
    return new Reconciliation(
        sku,
        false,
        report.audit().inconclusive(),
        !report.linesLeftOut(),
        level.epoch(),
        null,
        plan.before(),
        plan.after(),
        plan.repairs(),
        plan.left());
  }

  @Override
  public ReconciliationResult apply(Sku sku, String reason) {
    return reconcile(
        sku,
        bounds.lookMax().plus(bounds.pauseMax()),
        (own, report) -> {
          var looked = looked(sku, report);
          boolean nothingToDo = looked.repairs().isEmpty() && !looked.inconclusive();
          return nothingToDo
              ? new Reconciled(looked)
              : new PausedReconciliation(own, bounds, sku, reason, report).reconcile();
        });
  }
}
