package dev.holdfast.postgres.event;

/** The part of a statement that tells of the changes of orders which the statement makes. */
public final class Outbox {
  /** The type of an event that says which status the order has now. */
  public static final String STATUS = "status";

  private Outbox() {}

  /**
   * An INSERT of one event for each changed order, to stand in the statement that changes them.
   *
   * @param changed the name of a query that returns {@code id, version, status, updated_at} of each
   * @param type an SQL expression: {@link #STATUS}, or a type for all of them
   */
  public static String tell(String changed, String type) {
    return """
    INSERT INTO outbox (order_id, version, type, occurred_at)
    SELECT id, version, %s, updated_at FROM %s\
    """
        .formatted(type, changed);
  }
}
