/** Products in PostgreSQL. */
@NullMarked
package dev.holdfast.postgres.product;

import org.jspecify.annotations.NullMarked;
