/** Whether PostgreSQL can be used, and what slows it down. */
@NullMarked
package dev.holdfast.postgres.health;

import org.jspecify.annotations.NullMarked;
