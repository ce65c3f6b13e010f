package dev.holdfast.load.check;

/**
 * One thing that the checker found. {@code subject} is the SKU, the order id or the key it is
 * about; {@code count} is in the unit of its kind: units of stock where the kind speaks of units,
 * otherwise 1.
 */
public record Finding(FindingKind kind, String subject, long count, String text) {}
