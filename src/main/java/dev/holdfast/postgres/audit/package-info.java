/** Audits and reconciliations in PostgreSQL: supply against what reservations add up to. */
@NullMarked
package dev.holdfast.postgres.audit;

import org.jspecify.annotations.NullMarked;
