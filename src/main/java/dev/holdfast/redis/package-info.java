/**
 * Redis as the store of stock and orders: key names, scripts and their loader, clients, and the
 * embedded server.
 */
@NullMarked
package dev.holdfast.redis;

import org.jspecify.annotations.NullMarked;
