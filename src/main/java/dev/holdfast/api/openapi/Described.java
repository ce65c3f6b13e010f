package dev.holdfast.api.openapi;

import dev.holdfast.api.http.IfMatch;
import dev.holdfast.stock.Sku;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;
import org.springframework.http.HttpHeaders;

/** What the API's description says of several calls. */
public final class Described {
  /** What an order's entity tag is. */
  public static final String ETAG = "The order's version, for `If-Match`.";

  private Described() {}

  /** The SKU in a path. */
  @Parameter(
      description = "The SKU.",
      schema = @Schema(type = "string", pattern = "^" + Sku.PATTERN + "$"),
      example = "ticket-1")
  @Target(ElementType.PARAMETER)
  @Retention(RetentionPolicy.RUNTIME)
  public @interface SkuInPath {}

  /** The id of an order in a path. */
  @Parameter(description = "The order's id.", example = "5o3hjhi7vsfe5kz2qkprkqcsgq")
  @Target(ElementType.PARAMETER)
  @Retention(RetentionPolicy.RUNTIME)
  public @interface OrderInPath {}

  /** The version of an order that a caller means. */
  @Parameter(
      name = IfMatch.HEADER,
      in = ParameterIn.HEADER,
      description =
          "The version that is meant, as the order's `ETag` names it; at another one nothing is"
              + " done.",
      schema = @Schema(type = "string"),
      example = "\"1\"")
  @Target(ElementType.PARAMETER)
  @Retention(RetentionPolicy.RUNTIME)
  public @interface Condition {}

  /** The revision of a product that a caller means. */
  @Parameter(
      name = IfMatch.HEADER,
      in = ParameterIn.HEADER,
      description =
          "The revision that is meant, as the product's `ETag` names it; at another one nothing is"
              + " done.",
      schema = @Schema(type = "string"),
      example = "\"1\"")
  @Target(ElementType.PARAMETER)
  @Retention(RetentionPolicy.RUNTIME)
  public @interface ProductCondition {}

  /** How long a page may be. */
  @Parameter(
      description = "How many at most, from 1 to 500.",
      schema =
          @Schema(
              type = "integer",
              format = "int32",
              minimum = "1",
              maximum = "500",
              defaultValue = "50"),
      example = "50")
  @Target(ElementType.PARAMETER)
  @Retention(RetentionPolicy.RUNTIME)
  public @interface Limit {}

  /** A decision on an order is answered with the order and its new version. */
  @ApiResponse(
      responseCode = "200",
      headers =
          @Header(
              name = HttpHeaders.ETAG,
              description = ETAG,
              schema = @Schema(type = "string", example = "\"2\"")),
      useReturnTypeSchema = true)
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  public @interface OrderDecided {
    /** What the answer means. */
    @AliasFor(annotation = ApiResponse.class, attribute = "description")
    String value();
  }
}
