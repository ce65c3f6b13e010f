/** Tests of the lab's HTTP interface. */
@NullMarked
package dev.holdfast.api.lab;

import org.jspecify.annotations.NullMarked;
