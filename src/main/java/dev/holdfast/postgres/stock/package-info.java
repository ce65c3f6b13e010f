/** Stock in PostgreSQL: the counters, what customers have, and adjustments. */
@NullMarked
package dev.holdfast.postgres.stock;

import org.jspecify.annotations.NullMarked;
