/** Signals of units that came back, over PostgreSQL. */
@NullMarked
package dev.holdfast.postgres.waiting;

import org.jspecify.annotations.NullMarked;
