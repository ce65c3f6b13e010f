@NullMarked
package dev.holdfast.api.console;

import org.jspecify.annotations.NullMarked;
