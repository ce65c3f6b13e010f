package dev.holdfast.postgres.strategy;

/** Where taken units go. */
public enum Destination {
  /** They are reserved for an order. */
  RESERVED("reserved = reserved + ?"),
  /** They are sold at once. */
  SOLD("sold = sold + ?"),
  /** They are taken out of supply. */
  WITHDRAWN("supplied = supplied - ?");

  private final String assignment;

  Destination(String assignment) {
    this.assignment = assignment;
  }

  /** The assignment of an UPDATE of stock that moves as many units there as its parameter says. */
  String assignment() {
    return assignment;
  }
}
