package dev.holdfast.postgres.strategy;

import dev.holdfast.stock.Sku;

/**
 * Units that an order lacks of one SKU.
 *
 * @param quantity how many are to be taken
 * @param had how many the order holds already
 * @param epoch the one that its product was bound under
 */
public record Take(Sku sku, int quantity, int had, long epoch) {}
