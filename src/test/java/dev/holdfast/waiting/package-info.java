/** Waiting for stock, without a store: who is woken when, and that no wake-up is lost. */
@NullMarked
package dev.holdfast.waiting;

import org.jspecify.annotations.NullMarked;
