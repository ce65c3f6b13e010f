/** Admission of orders, without a store. */
@NullMarked
package dev.holdfast.api.order;

import org.jspecify.annotations.NullMarked;
