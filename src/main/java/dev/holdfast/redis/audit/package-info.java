/**
 * Audits and reconciliations: whether counters, reservations and orders agree, and how they are
 * repaired. Start with {@link dev.holdfast.redis.audit.DeepAudit}.
 */
@NullMarked
package dev.holdfast.redis.audit;

import org.jspecify.annotations.NullMarked;
