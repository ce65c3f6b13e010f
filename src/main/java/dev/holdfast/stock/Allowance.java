package dev.holdfast.stock;

/**
 * How many units of a product its customer may have in all, reserved and sold.
 *
 * @param customer stands for the customer; never the caller's own name for it
 */
public record Allowance(int max, String customer) {}
