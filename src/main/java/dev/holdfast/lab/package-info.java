/** The lab: whether unsafe strategies and experiments are allowed, and which. */
@NullMarked
package dev.holdfast.lab;

import org.jspecify.annotations.NullMarked;
