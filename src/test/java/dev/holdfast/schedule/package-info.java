/**
 * Interleavings that are steered step by step: what happens when two callers meet at the worst
 * moment.
 */
@NullMarked
package dev.holdfast.schedule;

import org.jspecify.annotations.NullMarked;
