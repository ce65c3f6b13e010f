/**
 * Judges what a service did from the clients' receipts, the orders read back and the audits; knows
 * nothing of HTTP.
 */
@NullMarked
package dev.holdfast.load.check;

import org.jspecify.annotations.NullMarked;
