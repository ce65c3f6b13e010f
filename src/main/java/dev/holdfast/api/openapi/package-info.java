/**
 * The OpenAPI description of the interface, and the examples in it. Start with {@link
 * dev.holdfast.api.openapi.ApiDescription}.
 */
@NullMarked
package dev.holdfast.api.openapi;

import org.jspecify.annotations.NullMarked;
