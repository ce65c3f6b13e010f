/** What an instance knows of the time: its own clock, and how far the store's is from it. */
@NullMarked
package dev.holdfast.redis.clock;

import org.jspecify.annotations.NullMarked;
