/** What the service does while its Redis is gone, and afterwards. */
@NullMarked
package dev.holdfast.outage;

import org.jspecify.annotations.NullMarked;
