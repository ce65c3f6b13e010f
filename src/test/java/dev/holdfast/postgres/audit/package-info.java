/** Tests of the audits and reconciliations on PostgreSQL. */
@NullMarked
package dev.holdfast.postgres.audit;

import org.jspecify.annotations.NullMarked;
