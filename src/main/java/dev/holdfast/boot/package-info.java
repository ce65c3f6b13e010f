/**
 * The start and the end of the service: checks that refuse a start, the report of one, warm-up and
 * draining. Start with {@link dev.holdfast.boot.ConfigurationChecks}.
 */
@NullMarked
package dev.holdfast.boot;

import org.jspecify.annotations.NullMarked;
