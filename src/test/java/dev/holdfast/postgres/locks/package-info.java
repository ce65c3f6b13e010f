/** Who waits for a lock of PostgreSQL, and the deadlocks that it finds. */
@NullMarked
package dev.holdfast.postgres.locks;

import org.jspecify.annotations.NullMarked;
