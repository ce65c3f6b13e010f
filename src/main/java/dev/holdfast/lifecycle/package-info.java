/**
 * The life of an order on a store that works step by step: place, change lines, reserve again,
 * settle, expire. Start with {@link dev.holdfast.lifecycle.Engine}, then {@link
 * dev.holdfast.lifecycle.OrderPlacer}.
 */
@NullMarked
package dev.holdfast.lifecycle;

import org.jspecify.annotations.NullMarked;
