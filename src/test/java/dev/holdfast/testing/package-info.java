/** What tests share: the Redis they run against. */
@NullMarked
package dev.holdfast.testing;

import org.jspecify.annotations.NullMarked;
