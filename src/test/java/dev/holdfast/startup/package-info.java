/** What the service says when it starts, and when it does not. */
@NullMarked
package dev.holdfast.startup;

import org.jspecify.annotations.NullMarked;
