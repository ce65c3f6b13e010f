/** Tests of the store on PostgreSQL. */
@NullMarked
package dev.holdfast.postgres;

import org.jspecify.annotations.NullMarked;
