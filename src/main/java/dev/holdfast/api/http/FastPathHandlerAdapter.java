package dev.holdfast.api.http;

import dev.holdfast.api.json.JsonRequestReader;
import dev.holdfast.api.json.JsonResponseWriter;
import dev.holdfast.api.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Collections;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/**
 * Carries out calls that are marked with {@link FastPath}: reads the body, calls, and writes the
 * answer in one piece. What the framework prepares for every call, from binders and models to
 * asynchronous answers and the choice of a format, these calls do not use; it takes longer than all
 * that they do. Every other call goes the framework's way, and so do odd requests of these.
 */
final class FastPathHandlerAdapter extends RequestMappingHandlerAdapter {
  private final JsonRequestReader bodies;
  private final JsonResponseWriter answers;

  /** Their number is that of the marked methods. */
  private final ConcurrentHashMap<Method, MethodHandle> handles = new ConcurrentHashMap<>();

  FastPathHandlerAdapter(JsonRequestReader bodies, JsonResponseWriter answers) {
    this.bodies = bodies;
    this.answers = answers;
  }

  @Override
  protected @Nullable ModelAndView invokeHandlerMethod(
      HttpServletRequest request, HttpServletResponse response, HandlerMethod call)
      throws Exception {
    // A body in another encoding than JSON's own says so in its type.
    if (!call.hasMethodAnnotation(FastPath.class)
        || !MediaType.APPLICATION_JSON_VALUE.equals(request.getContentType())) {
      return super.invokeHandlerMethod(request, response, call);
    }
    answers.write(answer(request, call), response);
    return null;
  }

  /** A refusal needs no handler to be found for it. */
  private ResponseEntity<?> answer(HttpServletRequest request, HandlerMethod call)
      throws Exception {
    try {
      var parameters = call.getMethodParameters();
      Object[] arguments = new Object[parameters.length];
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] = argument(parameters[i], request);
      }
      return (ResponseEntity<?>)
          handles
              .computeIfAbsent(call.getMethod(), FastPathHandlerAdapter::handle)
              .invokeExact(call.getBean(), arguments);
    } catch (Problem refusal) {
      return refusal.answer();
    } catch (Exception | Error fault) {
      throw fault;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * A handle throws what the method throws. A reflective call would wrap it into an exception whose
   * stack, a hundred frames deep, costs more than the rest of a refusal.
   */
  private static MethodHandle handle(Method method) {
    try {
      return MethodHandles.lookup()
          .unreflect(method)
          .asSpreader(Object[].class, method.getParameterCount())
          .asType(MethodType.methodType(ResponseEntity.class, Object.class, Object[].class));
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private Object argument(MethodParameter parameter, HttpServletRequest request)
      throws MethodArgumentNotValidException {
    Class<?> type = parameter.getParameterType();
    if (type == IdempotencyKey.class) {
      return IdempotencyKey.of(Collections.list(request.getHeaders(IdempotencyKey.HEADER)));
    }
    return type == Caller.class ? Caller.of(request) : bodies.read(parameter, request);
  }
}
