/**
 * The pages for people: which there are, where they are, and what their browsers may do. Start with
 * {@link dev.holdfast.api.page.PageController}.
 */
@NullMarked
package dev.holdfast.api.page;

import org.jspecify.annotations.NullMarked;
