package dev.holdfast.api.json;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Arrays;
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

  public JsonRequestReader(JsonMapper json, LocalValidatorFactoryBean validator) {
    this.json = json;
    this.validator = validator;
  }

  /** A body that is there, can be read, and is valid. */
  public Object read(MethodParameter parameter, HttpServletRequest request)
      throws MethodArgumentNotValidException {
    Object body = parse(parameter.getParameterType(), request);
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

  private @Nullable Object parse(Class<?> type, HttpServletRequest request) {
    try {
      byte[] bytes = bytes(request);
      return bytes.length == 0 ? null : json.readValue(bytes, type);
    } catch (InvalidDefinitionException e) {
      throw e;
    } catch (JacksonException | IOException e) {
      throw unreadable("the body cannot be read", e, request);
    }
  }

  /**
   * What is announced is read in one piece where it is short, as orders are. A longer one is given
   * its memory as it comes: many that stall after their first byte must not fill the heap.
   */
  private static byte[] bytes(HttpServletRequest request) throws IOException {
    int length = request.getContentLength();
    if (length < 0 || length > PIECE_BYTES_MAX) {
      return request.getInputStream().readAllBytes();
    }
    byte[] bytes = new byte[length];
    int read = request.getInputStream().readNBytes(bytes, 0, length);
    return read == length ? bytes : Arrays.copyOf(bytes, read);
  }

  private static HttpMessageNotReadableException unreadable(
      String message, @Nullable Exception cause, HttpServletRequest request) {
    return new HttpMessageNotReadableException(
        message, cause, new ServletServerHttpRequest(request));
  }
}
