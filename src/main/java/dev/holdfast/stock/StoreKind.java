package dev.holdfast.stock;

/** What keeps products, stock and orders. A service has one store. */
public enum StoreKind {
  /** Redis or a server that speaks its protocol: one step is one script. */
  REDIS,
  /** PostgreSQL: one step is one transaction. */
  POSTGRES
}
