/** What the documents show is what the service does: their examples are sent to it. */
@NullMarked
package dev.holdfast.documents;

import org.jspecify.annotations.NullMarked;
