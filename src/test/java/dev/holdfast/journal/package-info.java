/** Tests of the journal that several processes share. */
@NullMarked
package dev.holdfast.journal;

import org.jspecify.annotations.NullMarked;
