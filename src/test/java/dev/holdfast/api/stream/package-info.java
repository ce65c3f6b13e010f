@NullMarked
package dev.holdfast.api.stream;

import org.jspecify.annotations.NullMarked;
