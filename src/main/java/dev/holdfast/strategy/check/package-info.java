/**
 * The check "is there enough?" that several families make in Java, and the race window between it
 * and the decrement. Start with {@link dev.holdfast.strategy.check.AvailabilityCheck}.
 */
@NullMarked
package dev.holdfast.strategy.check;

import org.jspecify.annotations.NullMarked;
