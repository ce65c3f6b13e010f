/**
 * Time and threads: deadlines, timeouts, periodic tasks, the order of starts and stops. Start with
 * {@link dev.holdfast.runtime.Deadline}.
 */
@NullMarked
package dev.holdfast.runtime;

import org.jspecify.annotations.NullMarked;
