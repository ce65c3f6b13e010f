/**
 * Who waits for a lock of PostgreSQL, and for whom. Start with {@link
 * dev.holdfast.postgres.locks.ServerLocks}.
 */
@NullMarked
package dev.holdfast.postgres.locks;

import org.jspecify.annotations.NullMarked;
