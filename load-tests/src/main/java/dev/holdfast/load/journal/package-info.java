/**
 * The journal of several instances, compared with the events. Start with {@link
 * dev.holdfast.load.journal.JournalProof}.
 */
@NullMarked
package dev.holdfast.load.journal;

import org.jspecify.annotations.NullMarked;
