/** Whether an instance knows that PostgreSQL takes writes. */
@NullMarked
package dev.holdfast.postgres.health;

import org.jspecify.annotations.NullMarked;
