/**
 * What operators see of an instance: its peers, locks and waiters, its store, and a live picture of
 * products. Start with {@link dev.holdfast.api.console.ConsoleController}.
 */
@NullMarked
package dev.holdfast.api.console;

import org.jspecify.annotations.NullMarked;
