/**
 * The HTTP interface, and nothing else: controllers by subject, and below them what all calls
 * share. Start with {@code api.order}.
 */
@NullMarked
package dev.holdfast.api;

import org.jspecify.annotations.NullMarked;
