/** Orders in their plain form, against the JSON library. */
@NullMarked
package dev.holdfast.api.order.plain;

import org.jspecify.annotations.NullMarked;
