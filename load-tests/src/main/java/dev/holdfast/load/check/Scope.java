package dev.holdfast.load.check;

/** Where a strategy declares that it sells no more than there is. */
public enum Scope {
  NONE,
  ONE_INSTANCE,
  ALL_INSTANCES;

  /** Whether a strategy of this scope promises to be exact on that many instances. */
  public boolean promisesExactOn(int instances) {
    return switch (this) {
      case NONE -> false;
      case ONE_INSTANCE -> instances == 1;
      case ALL_INSTANCES -> true;
    };
  }
}
