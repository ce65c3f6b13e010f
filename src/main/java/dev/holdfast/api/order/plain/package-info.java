/**
 * Orders in their plain form, read and written without the JSON library. Start with {@link
 * dev.holdfast.api.order.plain.PlainOrder}.
 */
@NullMarked
package dev.holdfast.api.order.plain;

import org.jspecify.annotations.NullMarked;
