/**
 * Products over HTTP: register them, adjust, read and audit their stock, and choose among the
 * strategies.
 */
@NullMarked
package dev.holdfast.product;

import org.jspecify.annotations.NullMarked;
