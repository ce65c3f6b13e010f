/**
 * What every HTTP call passes: bounds of bodies, times and concurrent requests, ids of requests,
 * headers. Start with {@link dev.holdfast.api.http.WebConfiguration}.
 */
@NullMarked
package dev.holdfast.api.http;

import org.jspecify.annotations.NullMarked;
