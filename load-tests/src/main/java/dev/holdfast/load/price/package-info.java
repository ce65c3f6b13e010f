/** What an order costs: this code and an older revision side by side. */
@NullMarked
package dev.holdfast.load.price;

import org.jspecify.annotations.NullMarked;
