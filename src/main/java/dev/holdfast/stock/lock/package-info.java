/**
 * The locks that lock strategies acquire: what varies is the lock, never the algorithm around it.
 */
@NullMarked
package dev.holdfast.stock.lock;

import org.jspecify.annotations.NullMarked;
