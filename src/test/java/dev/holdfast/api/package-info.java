/** The running service, called over real sockets as its clients call it. */
@NullMarked
package dev.holdfast.api;

import org.jspecify.annotations.NullMarked;
