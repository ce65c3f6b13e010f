/**
 * Products over HTTP: register, adjust, read, audit and reconcile their stock. Start with {@link
 * dev.holdfast.api.product.ProductController}.
 */
@NullMarked
package dev.holdfast.api.product;

import org.jspecify.annotations.NullMarked;
