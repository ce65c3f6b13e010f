/**
 * Server-sent events for open pages: each event is a full picture, and the latest one wins. Start
 * with {@link dev.holdfast.api.stream.Feed}.
 */
@NullMarked
package dev.holdfast.api.stream;

import org.jspecify.annotations.NullMarked;
