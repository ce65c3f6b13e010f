package dev.holdfast.load.check;

import dev.holdfast.load.check.ModelHistory.Mode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;

/**
 * Model histories that a fault is planted in: something was sold of the first product, and every
 * outcome is known.
 */
final class SimpleHistory {
  private SimpleHistory() {}

  private static final Map<Long, History> FOUND = new ConcurrentHashMap<>();

  static History of(long seed) {
    return FOUND.computeIfAbsent(seed, SimpleHistory::find);
  }

  private static History find(long seed) {
    return LongStream.range(seed * 1_000, seed * 1_000 + 1_000)
        .mapToObj(s -> ModelHistory.of(s, Mode.ATOMIC))
        .filter(SimpleHistory::isPlain)
        .findFirst()
        .orElseThrow();
  }

  private static boolean isPlain(History history) {
    CheckReport report = Checker.check(history);
    boolean hasPlainlyAccepted =
        history.receipts().stream()
            .anyMatch(r ->
                r.outcome() instanceof Outcome.Accepted a
                    && history.cancellations().stream()
                        .noneMatch(c -> c.orderId().equals(a.orderId()))
                    && history.receipts().stream().filter(o -> o.key().equals(r.key())).count()
                        == 1);
    return report.findings().isEmpty()
        && hasPlainlyAccepted
        && history.receipts().stream().noneMatch(r -> r.outcome() instanceof Outcome.Unknown)
        && history.cancellations().stream()
            .allMatch(c -> c.result() == Cancellation.Result.CANCELLED)
        && report.counts().productsSoldOut() == report.counts().products();
  }
}
