/**
 * One file that all instances of a host write the changes of orders to, as a copy of the event log.
 * Start with {@link dev.holdfast.journal.Journal}.
 */
@NullMarked
package dev.holdfast.journal;

import org.jspecify.annotations.NullMarked;
