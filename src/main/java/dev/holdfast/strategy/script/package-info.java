/**
 * The script family: one Lua script an order, and group commit of many orders in one call. Start
 * with {@link dev.holdfast.strategy.script.ScriptStrategy}.
 */
@NullMarked
package dev.holdfast.strategy.script;

import org.jspecify.annotations.NullMarked;
