package dev.holdfast.stock;

import org.jspecify.annotations.Nullable;

/**
 * How many units of a product its customer may have in all, reserved and sold.
 *
 * @param max null when the product has no such limit, but may have had one
 * @param customer stands for the customer; never the caller's own name for it
 */
public record CustomerLimit(@Nullable Integer max, String customer) {}
