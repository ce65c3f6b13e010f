/** Which instances live on one Redis: each announces itself there, under a lease that it renews. */
@NullMarked
package dev.holdfast.instance;

import org.jspecify.annotations.NullMarked;
