/**
 * Does a test fail where its guard is gone? The entries are in {@code mutants/}; start at {@link
 * dev.holdfast.mutants.RunMutants}.
 */
@NullMarked
package dev.holdfast.mutants;

import org.jspecify.annotations.NullMarked;
