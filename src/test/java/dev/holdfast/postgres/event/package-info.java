/** Tests of events on PostgreSQL. */
@NullMarked
package dev.holdfast.postgres.event;

import org.jspecify.annotations.NullMarked;
