/** Tests of the race's account and of its verdicts. */
@NullMarked
package dev.holdfast.race;

import org.jspecify.annotations.NullMarked;
