/** How the service ends. */
@NullMarked
package dev.holdfast.shutdown;

import org.jspecify.annotations.NullMarked;
