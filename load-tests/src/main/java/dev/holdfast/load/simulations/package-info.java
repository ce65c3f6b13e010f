/** How many users there are and when they come: what Gatling runs. */
@NullMarked
package dev.holdfast.load.simulations;

import org.jspecify.annotations.NullMarked;
