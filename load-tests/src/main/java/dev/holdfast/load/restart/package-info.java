/**
 * A rolling restart under load: instances behind a balancer are stopped and started in turn while
 * orders arrive, and what the customers were answered is judged.
 */
@NullMarked
package dev.holdfast.load.restart;

import org.jspecify.annotations.NullMarked;
