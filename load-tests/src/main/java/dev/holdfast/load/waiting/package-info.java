/** Orders that wait while units come back. Start with {@link dev.holdfast.load.waiting.Waiting}. */
@NullMarked
package dev.holdfast.load.waiting;

import org.jspecify.annotations.NullMarked;
