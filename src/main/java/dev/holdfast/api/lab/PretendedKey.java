package dev.holdfast.api.lab;

import dev.holdfast.api.http.IdempotencyKey;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What the API's description says of the key of an order that is pretended. */
@Parameter(
    name = IdempotencyKey.HEADER,
    in = ParameterIn.HEADER,
    description = "As for an order.",
    required = true,
    schema = @Schema(type = "string", minLength = 1, maxLength = 255),
    example = "4711-1")
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@interface PretendedKey {}
