package dev.holdfast.postgres.transaction;

import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * For which order each session of this instance is in a transaction: the server knows the session
 * that holds a lock, and not the order. Safe for use by many threads.
 */
public final class Sessions {
  /** More than a pool has connections: then those of connections that are gone are forgotten. */
  private static final int KEPT_MAX = 2_000;

  private final String instance = UUID.randomUUID().toString();
  private final Map<Integer, Noted> noted = new ConcurrentHashMap<>();

  /**
   * What a session is in a transaction for.
   *
   * @param order the id of the order; of several, the first one and how many more there are
   */
  public record Work(String order, Collection<Sku> skus) {}

  /**
   * The latest work of a session.
   *
   * @param until when it left; null while it is under way
   * @param before the work before that; null for none
   */
  private record Noted(Work work, long since, @Nullable Long until, @Nullable Noted before) {
    Noted left(long now) {
      return new Noted(work, since, now, before);
    }

    Noted last() {
      return new Noted(work, since, until, null);
    }
  }

  /** A name for this instance. */
  public String instance() {
    return instance;
  }

  /** What a session of this instance works for; null where it is not known, or for nothing. */
  public @Nullable Work of(int session) {
    Noted its = noted.get(session);
    return its == null || its.until() != null ? null : its.work();
  }

  /** What a session worked for at a moment that has just passed, in ns of this JVM's clock. */
  @Nullable Work at(int session, long moment) {
    Noted its = noted.get(session);
    if (its != null && its.since() - moment > 0) {
      its = its.before();
    }
    return its == null ? null : its.work();
  }

  /** Up to so many SKUs that sessions of this instance work for. */
  public List<String> skus(int max) {
    var skus = new TreeSet<String>();
    noted.values().stream()
        .filter(its -> its.until() == null)
        .forEach(its -> its.work().skus().forEach(sku -> skus.add(sku.value())));
    return skus.stream().limit(max).toList();
  }

  /** Returns the session, to be left; null where the driver does not say which it is. */
  @Nullable Integer enter(Connection connection, Collection<OrderId> orders, Collection<Sku> skus) {
    int session;
    try {
      session = connection.unwrap(PGConnection.class).getBackendPID();
    } catch (SQLException e) {
      return null;
    }
    String first = orders.isEmpty() ? "" : orders.iterator().next().value();
    var work =
        new Work(
            orders.size() > 1 ? first + " and %d more".formatted(orders.size() - 1) : first, skus);
    long now = System.nanoTime();
    noted.compute(
        session,
        (key, before) -> new Noted(work, now, null, before == null ? null : before.last()));
    if (noted.size() > KEPT_MAX) {
      noted.values().removeIf(its -> its.until() != null);
    }
    return session;
  }

  void leave(Integer session) {
    long now = System.nanoTime();
    noted.computeIfPresent(session, (key, its) -> its.left(now));
  }
}
