/** How times are measured: the same few histogram buckets everywhere, so that series stay few. */
@NullMarked
package dev.holdfast.meters;

import org.jspecify.annotations.NullMarked;
