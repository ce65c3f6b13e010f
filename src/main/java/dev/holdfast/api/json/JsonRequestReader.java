package dev.holdfast.api.json;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toUnmodifiableMap;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.validation.BeanPropertyBindingResult;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;
import org.springframework.web.bind.MethodArgumentNotValidException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads bodies as the framework does, with the same exceptions, but nothing around it. Safe for use
 * by many threads.
 */
public final class JsonRequestReader {
  private static final int PIECE_BYTES_MAX = 2048;

  private final JsonMapper json;
  private final LocalValidatorFactoryBean validator;
  private final Map<Class<?>, PlainReader<?>> plain;

  /**
   * @param plain asked first, each for bodies of its type
   */
  public JsonRequestReader(
      JsonMapper json, LocalValidatorFactoryBean validator, Collection<PlainReader<?>> plain) {
    this.json = json;
    this.validator = validator;
    this.plain = plain.stream().collect(toUnmodifiableMap(PlainReader::type, identity()));
  }

  /** A body that is there, can be read, and is valid. */
  public Object read(MethodParameter parameter, HttpServletRequest request)
      throws MethodArgumentNotValidException {
    byte[] bytes = bytes(request);
    Class<?> type = parameter.getParameterType();
    PlainReader<?> reader = plain.get(type);
    Object quick = reader == null ? null : reader.read(bytes);
    return quick == null ? valid(parse(bytes, type, request), parameter, request) : quick;
  }

  private Object valid(@Nullable Object body, MethodParameter parameter, HttpServletRequest request)
      throws MethodArgumentNotValidException {
    if (body == null) {
      throw unreadable("there is no body", null, request);
    }
    if (!validator.getValidator().validate(body).isEmpty()) {
      // Once more, for the framework's words.
      var errors = new BeanPropertyBindingResult(body, "body");
      validator.validate(body, errors);
      throw new MethodArgumentNotValidException(parameter, errors);
    }
    return body;
  }

  private @Nullable Object parse(byte[] bytes, Class<?> type, HttpServletRequest request) {
    try {
      return bytes.length == 0 ? null : json.readValue(bytes, type);
    } catch (InvalidDefinitionException e) {
      throw e;
    } catch (JacksonException e) {
      throw unreadable("the body cannot be read", e, request);
    }
  }

  /**
   * What is announced is read in one piece where it is short, as orders are. A longer one is given
   * its memory as it comes: many that stall after their first byte must not fill the heap.
   */
  private static byte[] bytes(HttpServletRequest request) {
    int length = request.getContentLength();
    try {
      if (length < 0 || length > PIECE_BYTES_MAX) {
        return request.getInputStream().readAllBytes();
      }
      byte[] bytes = new byte[length];
      int read = request.getInputStream().readNBytes(bytes, 0, length);
      return read == length ? bytes : Arrays.copyOf(bytes, read);
    } catch (IOException e) {
      throw unreadable("the body cannot be read", e, request);
    }
  }

  private static HttpMessageNotReadableException unreadable(
      String message, @Nullable Exception cause, HttpServletRequest request) {
    return new HttpMessageNotReadableException(
        message, cause, new ServletServerHttpRequest(request));
  }
}
