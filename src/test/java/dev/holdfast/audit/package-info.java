/** What audits find and what reconciliations repair, on damage that is planted. */
@NullMarked
package dev.holdfast.audit;

import org.jspecify.annotations.NullMarked;
