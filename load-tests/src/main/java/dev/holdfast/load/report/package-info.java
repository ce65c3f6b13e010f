/** The results of a campaign, and what is written of them: JSON, a page, a table. */
@NullMarked
package dev.holdfast.load.report;

import org.jspecify.annotations.NullMarked;
