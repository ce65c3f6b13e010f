/**
 * The vocabulary of notifications: the band that a product's stock is in, and the events of its
 * crossings. Start with {@link dev.holdfast.alert.StockBands}.
 */
@NullMarked
package dev.holdfast.alert;

import org.jspecify.annotations.NullMarked;
