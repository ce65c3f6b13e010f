/** What an order costs: commands, bytes, memory; and programs that measure it. */
@NullMarked
package dev.holdfast.cost;

import org.jspecify.annotations.NullMarked;
