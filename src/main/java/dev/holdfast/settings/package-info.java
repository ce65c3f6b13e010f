/** What settings may be: their bounds, their units, and their names. */
@NullMarked
package dev.holdfast.settings;

import org.jspecify.annotations.NullMarked;
