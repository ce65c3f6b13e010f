/** Tests of orders on PostgreSQL. */
@NullMarked
package dev.holdfast.postgres.order;

import org.jspecify.annotations.NullMarked;
