package dev.holdfast.postgres.server;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server of one timeline. Once a later one was seen, it executes no statement and
 * sends no COMMIT: dropping the connections of a pool misses one that is being opened, and leaves
 * one in use to its transaction. Safe for use by as many threads as the connection below it.
 */
final class TimelineConnection implements InvocationHandler {

  private final Connection target;
  private final int timeline;
  private final IntSupplier newest;

  private TimelineConnection(Connection target, int timeline, IntSupplier newest) {
    this.target = target;
    this.timeline = timeline;
    this.newest = newest;
  }

  /**
   * @param timeline that of the server
   * @param newest the newest one that was seen
   */
  static Connection of(Connection target, int timeline, IntSupplier newest) {
    return (Connection)
        Proxy.newProxyInstance(
            TimelineConnection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            new TimelineConnection(target, timeline, newest));
  }

  @Override
  public @Nullable Object invoke(
      Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    boolean isFormer = timeline < newest.getAsInt();
    switch (method.getName()) {
      case "isValid" -> {
        if (isFormer) {
          return false;
        }
      }
      case "createStatement", "prepareStatement", "prepareCall", "commit" -> {
        if (isFormer) {
          throw former(timeline, newest.getAsInt());
        }
      }
      default -> {
        // A rollback, and what only this process knows of, does no harm.
      }
    }
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** Why a server of an earlier timeline is not used. */
  static NotPrimaryException former(int timeline, int newest) {
    return new NotPrimaryException(
        "the server is on timeline %d, and %d was seen: it is a former primary"
            .formatted(timeline, newest));
  }
}
