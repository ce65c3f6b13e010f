/**
 * Monitors that inspect all stock and the clocks, and report what does not add up. Start with
 * {@link dev.holdfast.watch.StockWatch}.
 */
@NullMarked
package dev.holdfast.watch;

import org.jspecify.annotations.NullMarked;
