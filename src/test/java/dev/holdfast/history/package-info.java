/** Random histories of many orders, compared with a sequential model. */
@NullMarked
package dev.holdfast.history;

import org.jspecify.annotations.NullMarked;
