/** Instances that share a Redis know of each other. */
@NullMarked
package dev.holdfast.instance;

import org.jspecify.annotations.NullMarked;
