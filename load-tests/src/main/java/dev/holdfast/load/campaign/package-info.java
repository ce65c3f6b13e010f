/**
 * Runs a campaign: starts what it needs, runs cell after cell, has each judged, and stops all that
 * it started.
 */
@NullMarked
package dev.holdfast.load.campaign;

import org.jspecify.annotations.NullMarked;
