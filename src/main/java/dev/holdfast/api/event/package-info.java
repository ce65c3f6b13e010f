/** The calls that follow the changes of orders. */
@NullMarked
package dev.holdfast.api.event;

import org.jspecify.annotations.NullMarked;
