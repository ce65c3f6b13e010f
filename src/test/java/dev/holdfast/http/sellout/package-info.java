/** The last units of a product over HTTP, while everybody wants them. */
@NullMarked
package dev.holdfast.http.sellout;

import org.jspecify.annotations.NullMarked;
