package dev.holdfast.load.failover;

/**
 * A product of one round.
 *
 * @param scarce whether it sells out in the round: units of an order that is lost are then sold a
 *     second time
 */
record Offer(String sku, String strategy, long supplied, boolean scarce) {}
