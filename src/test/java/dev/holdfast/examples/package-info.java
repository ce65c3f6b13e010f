/** Programs that use Holdfast from outside, as examples that are tested. */
@NullMarked
package dev.holdfast.examples;

import org.jspecify.annotations.NullMarked;
