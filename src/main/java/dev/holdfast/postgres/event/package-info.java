/**
 * Events on PostgreSQL: each change of an order writes a row of the outbox, one sequencer gives it
 * its position, and readers follow the positions. Start with {@link
 * dev.holdfast.postgres.event.Sequencer}.
 */
@NullMarked
package dev.holdfast.postgres.event;

import org.jspecify.annotations.NullMarked;
