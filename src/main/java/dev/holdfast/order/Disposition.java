package dev.holdfast.order;

/** What becomes of units that a paid order returns. */
public enum Disposition {
  /** They are back on the shelf, and can be sold again. */
  RESTOCK,
  /** They are lost: they leave the supply. */
  WRITE_OFF,
  /**
   * They were missing on the shelf and never left it: the order gives up its claim, and the
   * product's shortfall falls.
   */
  NOT_SHIPPED
}
