/**
 * The strategies on PostgreSQL: each is one way of making "is there enough? then take it" a single
 * step of a transaction. Start with {@link dev.holdfast.postgres.strategy.TakeStrategy}.
 */
@NullMarked
package dev.holdfast.postgres.strategy;

import org.jspecify.annotations.NullMarked;
