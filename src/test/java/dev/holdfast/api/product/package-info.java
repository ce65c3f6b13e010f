/** What the HTTP interface of products does without a store. */
@NullMarked
package dev.holdfast.api.product;

import org.jspecify.annotations.NullMarked;
