/**
 * Lab mode: whether unsafe strategies and experiments are allowed, the race window and the crash
 * points. Start with {@link dev.holdfast.lab.LabMode}.
 */
@NullMarked
package dev.holdfast.lab;

import org.jspecify.annotations.NullMarked;
