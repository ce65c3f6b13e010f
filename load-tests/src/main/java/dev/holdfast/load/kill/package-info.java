/**
 * Instances that are killed again and again while orders live their lives on them, and the judge of
 * what is left.
 */
@NullMarked
package dev.holdfast.load.kill;

import org.jspecify.annotations.NullMarked;
