/**
 * The Lua scripts, their names and their loader. Start with {@link
 * dev.holdfast.redis.script.Script}.
 */
@NullMarked
package dev.holdfast.redis.script;

import org.jspecify.annotations.NullMarked;
