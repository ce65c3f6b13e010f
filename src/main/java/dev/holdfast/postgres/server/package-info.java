/**
 * The PostgreSQL server itself: the embedded one, and what a server must be to hold orders. Start
 * with {@link dev.holdfast.postgres.server.EmbeddedPostgres}.
 */
@NullMarked
package dev.holdfast.postgres.server;

import org.jspecify.annotations.NullMarked;
