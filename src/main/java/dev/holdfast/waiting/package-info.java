/**
 * Waiting for stock: a condition variable across instances, without a store and without HTTP. Start
 * with {@link dev.holdfast.waiting.OrderWaits}.
 */
@NullMarked
package dev.holdfast.waiting;

import org.jspecify.annotations.NullMarked;
