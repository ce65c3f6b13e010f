package dev.holdfast.locks;

import java.util.Locale;

/**
 * Names a lock. Within one instance, two locks of the same name are the same.
 *
 * @param strategy the id of the strategy whose lock it is
 * @param level where the lock is
 * @param name the lock among those of its strategy and level: a stripe, or a key of the store
 */
public record LockName(String strategy, Level level, String name) {
  /** Where a lock is. */
  public enum Level {
    /** In this JVM: it excludes the threads of one instance. */
    LOCAL,
    /** In this JVM: readers pass it one after the other on their way to the distributed lock. */
    GATE,
    /** In the store: it excludes all instances. */
    DISTRIBUTED;

    /** As it is shown. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The lock among all instances: one in a JVM is its instance's own. */
  String among(String instance) {
    return level == Level.DISTRIBUTED ? name : instance + "/" + strategy + "/" + level + "/" + name;
  }

  @Override
  public String toString() {
    return "%s (%s lock of %s)".formatted(name, level.id(), strategy);
  }
}
