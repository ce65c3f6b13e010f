/** Bands of products and the events of their crossings on PostgreSQL. */
@NullMarked
package dev.holdfast.postgres.alert;

import org.jspecify.annotations.NullMarked;
