/**
 * Who holds a lock and who waits for it, and whether they wait for each other. Start with {@link
 * dev.holdfast.locks.LockBook}.
 */
@NullMarked
package dev.holdfast.locks;

import org.jspecify.annotations.NullMarked;
