/** Who may call what: administration is for those who have the admin token. */
@NullMarked
package dev.holdfast.security;

import org.jspecify.annotations.NullMarked;
