/**
 * Orders over HTTP: place, confirm, cancel, extend, change lines, list. Start with {@link
 * dev.holdfast.api.order.OrderController}.
 */
@NullMarked
package dev.holdfast.api.order;

import org.jspecify.annotations.NullMarked;
