/**
 * What every strategy must hold to, whatever it does inside, and the schedules that break those
 * that do not.
 */
@NullMarked
package dev.holdfast.contract;

import org.jspecify.annotations.NullMarked;
