/** Holdfast's HTTP interface as a client sees it: requests, and what their answers mean. */
@NullMarked
package dev.holdfast.load.endpoints;

import org.jspecify.annotations.NullMarked;
