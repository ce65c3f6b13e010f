package dev.holdfast.redis;

import dev.holdfast.redis.RawLevels.RawLevel;
import dev.holdfast.stock.Reconciliation;
import dev.holdfast.stock.Reconciliations;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.TimeBudget;

/** Reconciliations in Redis, each on a connection of its own. */
public final class RedisReconciliations implements Reconciliations {
  private final RedisGateway redis;
  private final RedisSettings settings;
  private final ReconciliationSettings bounds;

  public RedisReconciliations(
      RedisGateway redis, RedisSettings settings, ReconciliationSettings bounds) {
    this.redis = redis;
    this.settings = settings;
    this.bounds = bounds;
  }

  @Override
  public Result look(Sku sku) {
    try (var own = redis.another(settings)) {
      return TimeBudget.apart(bounds.lookMax(), () -> look(own, sku));
    }
  }

  private Result look(RedisGateway own, Sku sku) {
    if (own.<Long>read(commands -> commands.exists(Keys.product(sku))) == 0) {
      return new Result.UnknownSku();
    }
    var report = new DeepAudit(own, sku, bounds.linesMax()).run();
    return report.reservationsReadable()
        ? new Result.Reconciled(looked(sku, report))
        : new Result.NotRepairable("the reservations of " + sku + " are no hash");
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
  public Result apply(Sku sku, String reason) {
    try (var own = redis.another(settings)) {
      return TimeBudget.apart(
          bounds.lookMax().plus(bounds.pauseMax()),
          () -> {
            if (own.<Long>read(commands -> commands.exists(Keys.product(sku))) == 0) {
              return new Result.UnknownSku();
            }
            var report = new DeepAudit(own, sku, bounds.linesMax()).run();
            if (!report.reservationsReadable()) {
              return new Result.NotRepairable("the reservations of " + sku + " are no hash");
            }
            var looked = looked(sku, report);
            boolean nothingToDo = looked.repairs().isEmpty() && !looked.inconclusive();
            return nothingToDo
                ? new Result.Reconciled(looked)
                : new Pause(own, bounds, sku, reason, report).reconcile();
          });
    }
  }
}
