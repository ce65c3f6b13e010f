package dev.holdfast.load.check;

/** The service's claim that a product had fewer units than were asked for. */
public record Shortage(String sku, long requested, long available) {}
