/** Products in PostgreSQL, and the bindings that are remembered of them. */
@NullMarked
package dev.holdfast.postgres.product;

import org.jspecify.annotations.NullMarked;
