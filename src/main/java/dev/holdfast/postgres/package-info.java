/**
 * The store on PostgreSQL, where one transaction is one step. Start with {@link
 * dev.holdfast.postgres.PostgresStore}.
 */
@NullMarked
package dev.holdfast.postgres;

import org.jspecify.annotations.NullMarked;
