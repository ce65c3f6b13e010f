/** Products and stock on PostgreSQL, as operators know them. */
@NullMarked
package dev.holdfast.postgres.inventory;

import org.jspecify.annotations.NullMarked;
