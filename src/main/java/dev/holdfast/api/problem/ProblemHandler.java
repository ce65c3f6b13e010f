package dev.holdfast.api.problem;

import dev.holdfast.order.OrderDamagedException;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.StockDamagedException;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.stock.StrategyUnavailableException;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.validation.FieldError;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Turns everything that goes wrong in a call into a problem detail. */
@RestControllerAdvice
public class ProblemHandler extends ResponseEntityExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);

  @ExceptionHandler
  ResponseEntity<Object> problem(Problem problem) {
    return problem.answer();
  }

  @ExceptionHandler
  ResponseEntity<Object> unavailable(StoreUnavailableException e) {
    return RefusalProblems.storeUnavailable().answer();
  }

  @ExceptionHandler
  ResponseEntity<Object> unknown(OutcomeUnknownException e) {
    log.debug("the outcome of a call is unknown", e);
    return new Problem(
            ProblemCode.OUTCOME_UNKNOWN,
            "It may or may not have happened. Repeat the request with the same key.")
        .answer();
  }

  @ExceptionHandler
  ResponseEntity<Object> damaged(OrderDamagedException e) {
    return new Problem(
            ProblemCode.ORDER_DAMAGED,
            "Nothing was done with order "
                + e.order()
                + ", and nothing can be until its record is repaired: "
                + e.damage())
        .with("orderId", e.order())
        .answer();
  }

  @ExceptionHandler
  ResponseEntity<Object> damaged(StockDamagedException e) {
    return new Problem(ProblemCode.STOCK_DAMAGED, String.valueOf(e.getMessage())).answer();
  }

  @ExceptionHandler
  ResponseEntity<Object> unavailable(StrategyUnavailableException e) {
    return RefusalProblems.strategyUnavailable(e).answer();
  }

  /** Tomcat decodes the query only when a handler reads a parameter. */
  @ExceptionHandler
  ResponseEntity<Object> query(InvalidParameterException e) {
    return unreadableQuery().answer();
  }

  public static Problem unreadableQuery() {
    return Problem.invalid("query", "must be percent-encoded UTF-8, and not too long");
  }

  @ExceptionHandler
  ResponseEntity<Object> fault(Exception e) {
    var occurrence = URI.create("urn:uuid:" + UUID.randomUUID());
    log.error("a call failed: {}", occurrence, e);
    return new Problem(
            ProblemCode.INTERNAL_ERROR, "The fault is in the service's log, under this instance.")
        .instance(occurrence)
        .answer();
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return BodyProblems.of(e).answer();
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
      MethodArgumentNotValidException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    // The validator has no order; the same request is answered in the same words.
    return e.getFieldErrors().stream()
        .min(
            Comparator.comparing(FieldError::getField)
                .thenComparing(error -> String.valueOf(error.getDefaultMessage())))
        .map(error -> Problem.invalid(error.getField(), String.valueOf(error.getDefaultMessage())))
        .orElseGet(() -> Problem.invalid("body", "is not valid"))
        .answer();
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleTypeMismatch(
      TypeMismatchException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    Class<?> type = e.getRequiredType();
    String expected =
        type == boolean.class || type == Boolean.class
            ? "must be true or false"
            : "must be a whole number within its bounds";
    return Problem.invalid(String.valueOf(e.getPropertyName()), expected).answer();
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleMissingServletRequestParameter(
      MissingServletRequestParameterException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return Problem.invalid(e.getParameterName(), "is required").answer();
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMediaTypeNotSupported(
      HttpMediaTypeNotSupportedException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    for (MediaType supported : e.getSupportedMediaTypes()) {
      if (!supported.isCompatibleWith(MediaType.APPLICATION_JSON)) {
        return Problem.of(
                ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                HttpHeaders.CONTENT_TYPE,
                "must be " + supported)
            .header(HttpHeaders.ACCEPT_PATCH, supported.toString())
            .answer();
      }
    }
    return Problem.ofStatus(status.value())
        .header(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON_VALUE)
        .answer();
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpRequestMethodNotSupported(
      HttpRequestMethodNotSupportedException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    var allowed = new TreeSet<String>();
    String[] supported = e.getSupportedMethods();
    if (supported != null) {
      allowed.addAll(List.of(supported));
    }
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    allowed.add("OPTIONS");
    String list = String.join(", ", allowed);
    return Problem.of(
            ProblemCode.METHOD_NOT_ALLOWED, "method", "is not allowed here; allowed are " + list)
        .header(HttpHeaders.ALLOW, list)
        .answer();
  }

  /** Whatever else the framework refuses. Its own words name Java's types, so they stay inside. */
  @Override
  protected ResponseEntity<Object> handleExceptionInternal(
      Exception e,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return status.value() == 500 ? fault(e) : Problem.ofStatus(status.value()).answer();
  }
}
