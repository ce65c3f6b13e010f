/**
 * Reference endpoints of the lab: an order's way through HTTP without its strategy, which load
 * campaigns measure. Start with {@link dev.holdfast.api.lab.ReferenceOrderController}.
 */
@NullMarked
package dev.holdfast.api.lab;

import org.jspecify.annotations.NullMarked;
