/**
 * How everything reaches PostgreSQL: one place that takes a connection, runs a transaction, commits
 * it and looks at what the server says. Start with {@link
 * dev.holdfast.postgres.transaction.Transactions}.
 */
@NullMarked
package dev.holdfast.postgres.transaction;

import org.jspecify.annotations.NullMarked;
