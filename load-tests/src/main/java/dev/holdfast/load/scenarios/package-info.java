/**
 * What virtual users do, which orders they place, and what is kept of it; not how many users there
 * are.
 */
@NullMarked
package dev.holdfast.load.scenarios;

import org.jspecify.annotations.NullMarked;
