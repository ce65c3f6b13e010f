/**
 * What all HTTP calls share: problems, strict JSON, bounds on bodies, idempotency keys, and the
 * API's description.
 */
@NullMarked
package dev.holdfast.web;

import org.jspecify.annotations.NullMarked;
