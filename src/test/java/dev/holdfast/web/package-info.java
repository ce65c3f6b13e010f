/** The running service, called over real sockets as its clients call it. */
@NullMarked
package dev.holdfast.web;

import org.jspecify.annotations.NullMarked;
