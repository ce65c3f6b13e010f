/** Tests of the PostgreSQL server that the service starts, and of what it asks of one. */
@NullMarked
package dev.holdfast.postgres.server;

import org.jspecify.annotations.NullMarked;
