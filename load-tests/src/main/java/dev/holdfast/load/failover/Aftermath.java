package dev.holdfast.load.failover;

import dev.holdfast.load.check.Line;
import dev.holdfast.load.endpoints.HoldfastClient;
import dev.holdfast.load.endpoints.HoldfastClient.DeclaredStrategy;
import dev.holdfast.load.endpoints.ShopClient;
import dev.holdfast.load.endpoints.ShopClient.Reply;
import dev.holdfast.load.endpoints.UnexpectedAnswerException;
import dev.holdfast.load.failover.Attempt.Answer;
import dev.holdfast.load.failover.Evidence.Fate;
import dev.holdfast.load.process.Deadline;
import dev.holdfast.load.process.Parallel;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What is found when a failover is over: the orders, the stock, and what refusals came to. */
final class Aftermath {
  /** Longer than a claim is held, and two sweeps after it. */
  private static final Duration CLEAN_MAX = Duration.ofSeconds(12);

  private static final Duration READ_MAX = Duration.ofSeconds(20);
  private static final Duration LOOK = Duration.ofMillis(250);

  /** Refused orders that are sent once more. */
  private static final int REPEATED_MAX = 200;

  private final HoldfastClient operator;
  private final ShopClient shop = new ShopClient();

  Aftermath(HoldfastClient operator) {
    this.operator = operator;
  }

  /** What became of each acknowledged order, by its id. */
  Map<String, Fate> fates(List<Attempt> attempts) {
    Deadline deadline = Deadline.in(READ_MAX);
    List<String> orders =
        attempts.stream()
            .map(a -> a.answer() instanceof Answer.Acknowledged(var id) ? id : "")
            .filter(id -> !id.isEmpty())
            .toList();
    List<Fate> found = Parallel.map(orders, id -> fate(id, deadline));
    Map<String, Fate> fates = new HashMap<>();
    for (int i = 0; i < orders.size(); i++) {
      fates.put(orders.get(i), found.get(i));
    }
    return fates;
  }

  private Fate fate(String order, Deadline deadline) {
    while (true) {
      switch (shop.read(operator.target(), order)) {
        case Reply.Order(_, var status, _, _) -> {
          return status.equals("CONFIRMED") || status.equals("RESERVED") ? Fate.HELD : Fate.LOST;
        }
        case Reply.Missing() -> {
          return Fate.LOST;
        }
        default -> {
          if (deadline.isOver()) {
            return Fate.UNREADABLE;
          }
          Deadline.sleep(LOOK);
        }
      }
    }
  }

  /** Every product, once what was in progress is over, or too long after. */
  List<Evidence.Stock> stock(List<Offer> offers, Map<String, DeclaredStrategy> strategies) {
    Deadline deadline = Deadline.in(CLEAN_MAX);
    return Parallel.map(
        offers,
        offer -> {
          Map<String, Long> astray = astray(offer.sku(), deadline);
          boolean mayLeak =
              Objects.requireNonNull(strategies.get(offer.strategy())).guarantee().leaks();
          return new Evidence.Stock(offer, mayLeak, operator.audit(offer.sku()).held(), astray);
        });
  }

  private Map<String, Long> astray(String sku, Deadline deadline) {
    while (true) {
      Optional<Map<String, Long>> found = findings(sku, deadline.isOver());
      if (deadline.isOver() && found.isPresent() || found.filter(Map::isEmpty).isPresent()) {
        return found.get();
      }
      Deadline.sleep(LOOK);
    }
  }

  /** Empty while an audit says nothing, unless it is the last. */
  private Optional<Map<String, Long>> findings(String sku, boolean last) {
    try {
      return Optional.of(operator.deepFindings(sku));
    } catch (UnexpectedAnswerException e) {
      if (last) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /**
   * Repeats orders that were refused, with their keys.
   *
   * @return the keys of those that the service says it had placed already
   */
  List<String> executed(List<Attempt> attempts) {
    List<Attempt> refused =
        attempts.stream()
            .filter(a -> a.answer() instanceof Answer.Refused)
            .limit(REPEATED_MAX)
            .toList();
    List<Boolean> again = Parallel.map(refused, this::wasPlaced);
    return refused.stream().filter(a -> again.get(refused.indexOf(a))).map(Attempt::key).toList();
  }

  private boolean wasPlaced(Attempt refused) {
    List<Line> lines = List.of(new Line(refused.offer().sku(), 1));
    return shop.placeConfirmed(operator.target(), refused.key(), lines) instanceof Reply.Order order
        && order.again();
  }
}
