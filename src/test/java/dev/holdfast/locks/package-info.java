/** Who holds a lock, who waits for it, and deadlocks. */
@NullMarked
package dev.holdfast.locks;

import org.jspecify.annotations.NullMarked;
