package dev.holdfast.api.http;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a handler that is called so often that its path through the framework is kept short: see
 * {@link FastPathFilter}. The annotation does not change what the handler does. Its parameters are
 * {@link IdempotencyKey}s, {@link Caller}s and a body, it returns a {@code ResponseEntity}, and
 * speaks JSON.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface FastPath {}
