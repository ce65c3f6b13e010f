/** Bad input over HTTP, and input that is odd but good. */
@NullMarked
package dev.holdfast.http.invalid;

import org.jspecify.annotations.NullMarked;
