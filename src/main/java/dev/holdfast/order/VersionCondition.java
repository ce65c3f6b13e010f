package dev.holdfast.order;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The versions of an order or a product that a caller means: what it decides is done only while
 * that is at one of them. The store compares in the same step that makes the change.
 *
 * @param versions null when every version is meant
 * @param existing whether it has to be there, at whatever version
 */
public record VersionCondition(@Nullable Set<Long> versions, boolean existing) {
  /** Every version is meant. */
  public static final VersionCondition NONE = new VersionCondition(null, false);

  /** Every version of what is there. */
  public static final VersionCondition EXISTING = new VersionCondition(null, true);

  public VersionCondition {
    versions = versions == null ? null : Set.copyOf(versions);
  }

  /** These versions alone. */
  public VersionCondition(Set<Long> versions) {
    this(versions, true);
  }

  /** Whether a version is meant. */
  public boolean means(long version) {
    return versions == null || versions.contains(version);
  }
}
