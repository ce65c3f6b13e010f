/** Whether the store takes what is written, and what that means to this instance's readiness. */
@NullMarked
package dev.holdfast.redis.health;

import org.jspecify.annotations.NullMarked;
