/** Tests of how transactions on PostgreSQL end. */
@NullMarked
package dev.holdfast.postgres.transaction;

import org.jspecify.annotations.NullMarked;
