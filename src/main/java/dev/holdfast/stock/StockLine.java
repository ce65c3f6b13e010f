package dev.holdfast.stock;

/** A line as a strategy takes it: with the epoch of the counter that its product is bound to. */
public record StockLine(Sku sku, int quantity, long epoch) {}
