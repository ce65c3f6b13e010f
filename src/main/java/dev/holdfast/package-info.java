/**
 * Holdfast: inventory and orders that do not oversell, and the lab that proves it. This package
 * puts the parts together.
 */
@NullMarked
package dev.holdfast;

import org.jspecify.annotations.NullMarked;
