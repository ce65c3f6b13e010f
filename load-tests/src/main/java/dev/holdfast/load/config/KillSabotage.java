package dev.holdfast.load.config;

/** What a run with kills breaks on purpose, so that it can be seen to fail. */
public enum KillSabotage {
  /** Nothing. */
  NONE,
  /** PostgreSQL answers a commit before it is on disk. */
  ASYNCHRONOUS_COMMIT;

  /** As it is written on a command line. */
  public String label() {
    return OptionValues.label(this);
  }
}
