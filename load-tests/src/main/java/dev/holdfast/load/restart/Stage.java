package dev.holdfast.load.restart;

/** What was being done to the instances when an order was first sent. */
enum Stage {
  /** Nothing: before, between and after the restarts. */
  UNDISTURBED("undisturbed"),
  /** Each was asked to end, and started again; as the newer version where there are two. */
  SIGTERM("SIGTERM"),
  /** Each was asked to end, and started again as the older version. */
  ROLLBACK("rollback"),
  /** Each was killed, and started again. */
  SIGKILL("SIGKILL");

  private final String title;

  Stage(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
