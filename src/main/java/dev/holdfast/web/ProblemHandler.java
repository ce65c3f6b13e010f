package dev.holdfast.web;

import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.stock.StrategyUnavailableException;
import java.time.Duration;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
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
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Turns everything that goes wrong in a call into a problem detail. */
@RestControllerAdvice
class ProblemHandler extends ResponseEntityExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  @ExceptionHandler
  ResponseEntity<Object> problem(Problem problem) {
    return answer(problem);
  }

  @ExceptionHandler
  ResponseEntity<Object> unavailable(StoreUnavailableException e) {
    return answer(
        new Problem(ProblemCode.STORE_UNAVAILABLE, "Nothing happened. Try again with the same key.")
            .retryAfter(RETRY_AFTER));
  }

  @ExceptionHandler
  ResponseEntity<Object> unknown(OutcomeUnknownException e) {
    log.debug("the outcome of a call is unknown", e);
    return answer(
        new Problem(
            ProblemCode.OUTCOME_UNKNOWN,
            "It may or may not have happened. Repeat the request with the same key."));
  }

  @ExceptionHandler
  ResponseEntity<Object> unavailable(StrategyUnavailableException e) {
    return answer(new Problem(ProblemCode.STRATEGY_UNAVAILABLE, String.valueOf(e.getMessage())));
  }

  @ExceptionHandler
  ResponseEntity<Object> fault(Exception e) {
    log.error("a call failed", e);
    return answer(new Problem(ProblemCode.INTERNAL_ERROR, "The fault is in the service's log."));
  }

  private static ResponseEntity<Object> answer(Problem problem) {
    return ResponseEntity.status(problem.code().status())
        .headers(problem.headers())
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(problem.body());
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
      HttpMessageNotReadableException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return answer(BodyProblems.of(e));
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
      MethodArgumentNotValidException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    FieldError first = e.getFieldErrors().stream().findFirst().orElse(null);
    if (first == null) {
      return answer(Problem.invalid("body", "is not valid"));
    }
    return answer(Problem.invalid(first.getField(), String.valueOf(first.getDefaultMessage())));
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
      HandlerMethodValidationException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    var first = e.getParameterValidationResults().get(0);
    String name = String.valueOf(first.getMethodParameter().getParameterName());
    String detail =
        first.getResolvableErrors().stream()
            .map(error -> String.valueOf(error.getDefaultMessage()))
            .collect(Collectors.joining("; "));
    return answer(Problem.invalid(name, detail));
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleTypeMismatch(
      TypeMismatchException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    return answer(Problem.invalid(String.valueOf(e.getPropertyName()), "has the wrong type"));
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleMissingServletRequestParameter(
      MissingServletRequestParameterException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return answer(Problem.invalid(e.getParameterName(), "is required"));
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMediaTypeNotSupported(
      HttpMediaTypeNotSupportedException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return handleExceptionInternal(e, null, headers, status, request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpRequestMethodNotSupported(
      HttpRequestMethodNotSupportedException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return handleExceptionInternal(e, null, headers, status, request);
  }

  /** Whatever else the framework refuses: the status is its, the form is ours. */
  @Override
  protected ResponseEntity<Object> handleExceptionInternal(
      Exception e,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    ProblemCode code = codeOf(status);
    String detail = body instanceof ProblemDetail problem ? problem.getDetail() : e.getMessage();
    if (code == ProblemCode.INTERNAL_ERROR) {
      log.error("a call failed", e);
      detail = "The fault is in the service's log.";
    }
    return ResponseEntity.status(code.status())
        .headers(headers)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(Problem.body(code, detail));
  }

  private static ProblemCode codeOf(HttpStatusCode status) {
    return switch (status.value()) {
      case 404 -> ProblemCode.NOT_FOUND;
      case 405 -> ProblemCode.METHOD_NOT_ALLOWED;
      case 406 -> ProblemCode.NOT_ACCEPTABLE;
      case 413 -> ProblemCode.CONTENT_TOO_LARGE;
      case 415 -> ProblemCode.UNSUPPORTED_MEDIA_TYPE;
      default ->
          status.is4xxClientError() ? ProblemCode.INVALID_REQUEST : ProblemCode.INTERNAL_ERROR;
    };
  }
}
