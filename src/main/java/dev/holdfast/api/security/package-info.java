/**
 * Who may call what: the admin token, known origins and hosts, endpoints that are public. Start
 * with {@link dev.holdfast.api.security.SecurityConfiguration}.
 */
@NullMarked
package dev.holdfast.api.security;

import org.jspecify.annotations.NullMarked;
