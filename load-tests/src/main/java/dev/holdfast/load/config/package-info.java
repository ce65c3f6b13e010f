/**
 * What a campaign can be asked for: its options, their limits, and the settings that reach a
 * simulation.
 */
@NullMarked
package dev.holdfast.load.config;

import org.jspecify.annotations.NullMarked;
