package dev.holdfast.stock;

/**
 * A line that could not be served.
 *
 * @param available how many units there were when it was refused; never negative
 */
public record Shortage(Sku sku, int requested, long available) {}
