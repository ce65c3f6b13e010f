/**
 * Strict JSON: how bodies are read and written. Start with {@link
 * dev.holdfast.api.json.JsonConfiguration}.
 */
@NullMarked
package dev.holdfast.api.json;

import org.jspecify.annotations.NullMarked;
