/**
 * Redis keeps the contract, and what only a store promises whose steps are atomic one by one:
 * claims, attempts, epochs, stored forms and what the sweeper reads. Start with {@link
 * dev.holdfast.store.StepwiseContract}.
 */
@NullMarked
package dev.holdfast.store;

import org.jspecify.annotations.NullMarked;
