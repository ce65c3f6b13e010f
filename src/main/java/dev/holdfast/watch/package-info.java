/** Looks at all stock, again and again, and tells whether it adds up. */
@NullMarked
package dev.holdfast.watch;

import org.jspecify.annotations.NullMarked;
