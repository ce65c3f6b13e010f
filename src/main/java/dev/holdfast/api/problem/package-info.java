/**
 * Problem details (RFC 9457): every refusal and fault as a client reads it. Start with {@link
 * dev.holdfast.api.problem.ProblemCode}.
 */
@NullMarked
package dev.holdfast.api.problem;

import org.jspecify.annotations.NullMarked;
