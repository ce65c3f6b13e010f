package dev.holdfast.order;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The versions of an order that a caller means: what it decides is done only while the order is at
 * one of them. The store compares in the same step that makes the change.
 *
 * @param versions null when every version is meant
 */
public record VersionCondition(@Nullable Set<Long> versions) {
  /** Every version is meant. */
  public static final VersionCondition NONE = new VersionCondition(null);

  public VersionCondition {
    versions = versions == null ? null : Set.copyOf(versions);
  }
}
