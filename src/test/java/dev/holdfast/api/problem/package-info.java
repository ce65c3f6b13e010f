/** Strict JSON, without a server. */
@NullMarked
package dev.holdfast.api.problem;

import org.jspecify.annotations.NullMarked;
