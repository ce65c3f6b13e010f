/**
 * The way of an order through its life: claim, reserve, save; decide its end, and see that its
 * lines follow.
 */
@NullMarked
package dev.holdfast.placing;

import org.jspecify.annotations.NullMarked;
