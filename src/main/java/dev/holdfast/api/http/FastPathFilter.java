package dev.holdfast.api.http;

import dev.holdfast.api.json.JsonRequestReader;
import dev.holdfast.api.json.JsonResponseWriter;
import dev.holdfast.api.problem.Problem;
import dev.holdfast.api.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.mvc.condition.ProducesRequestCondition;

/**
 * Carries out calls that are marked with {@link FastPath}, in place of the dispatcher and after all
 * other filters: reads the body, calls, and writes the answer in one piece. What the framework
 * prepares for every call, from the choice of the call to binders and models, these calls do not
 * use; it takes longer than all that they do. Every other request goes the framework's way, and so
 * do odd requests of these. Faults and bodies that cannot be read are answered by the framework's
 * handlers of exceptions. Safe for use by many threads.
 */
final class FastPathFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final ProducesRequestCondition JSON =
      new ProducesRequestCondition(MediaType.APPLICATION_JSON_VALUE);

  private final transient JsonRequestReader bodies;
  private final transient JsonResponseWriter answers;
  private final transient ProblemWriter problems;
  private final transient ObjectProvider<HandlerExceptionResolver> exceptions;

  /** By path. Their number is that of the marked methods. */
  private final transient Map<String, FastCall> calls = new ConcurrentHashMap<>();

  FastPathFilter(
      JsonRequestReader bodies,
      JsonResponseWriter answers,
      ProblemWriter problems,
      ObjectProvider<HandlerExceptionResolver> exceptions) {
    this.bodies = bodies;
    this.answers = answers;
    this.problems = problems;
    this.exceptions = exceptions;
  }

  /** Takes over a call that is marked: a POST to one path. */
  void take(String path, HandlerMethod call) {
    calls.put(path, new FastCall(call.createWithResolvedBean()));
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String path = request.getRequestURI();
    FastCall call = calls.get(path);
    if (call == null || !isPlain(request)) {
      chain.doFilter(request, response);
      return;
    }
    request.setAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, path);
    try {
      carryOut(call, request, response);
    } catch (Exception fault) {
      resolve(fault, call, request, response);
    }
  }

  /** What the framework would check before it calls has nothing to refuse. */
  private static boolean isPlain(HttpServletRequest request) {
    return request.getMethod().equals("POST")
        && MediaType.APPLICATION_JSON_VALUE.equals(request.getContentType())
        && request.getQueryString() == null
        && request.getHeader(HttpHeaders.CONTENT_ENCODING) == null
        && acceptsJson(request);
  }

  private static boolean acceptsJson(HttpServletRequest request) {
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    return accept == null || JSON.getMatchingCondition(request) != null;
  }

  /** A refusal needs no handler to be found for it. */
  private void carryOut(FastCall call, HttpServletRequest request, HttpServletResponse response)
      throws Exception {
    try {
      MethodParameter[] parameters = call.method().getMethodParameters();
      Object[] arguments = new Object[parameters.length];
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] = argument(parameters[i], request);
      }
      answers.write(call.invoke(arguments), response);
    } catch (Problem refusal) {
      problems.write(refusal, response);
    }
  }

  private Object argument(MethodParameter parameter, HttpServletRequest request) throws Exception {
    Class<?> type = parameter.getParameterType();
    if (type == IdempotencyKey.class) {
      return IdempotencyKey.of(Collections.list(request.getHeaders(IdempotencyKey.HEADER)));
    }
    return type == Caller.class ? Caller.of(request) : bodies.read(parameter, request);
  }

  private void resolve(
      Exception fault, FastCall call, HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    if (exceptions.getObject().resolveException(request, response, call.method(), fault) != null) {
      return;
    }
    switch (fault) {
      case IOException e -> throw e;
      case ServletException e -> throw e;
      case RuntimeException e -> throw e;
      default -> throw new ServletException(fault);
    }
  }

  /** A call that is marked with {@link FastPath}, ready to be made. Immutable. */
  private static final class FastCall {
    private final HandlerMethod method;
    private final MethodHandle handle;

    /**
     * @param method with its bean
     */
    FastCall(HandlerMethod method) {
      this.method = method;
      this.handle = handle(method.getMethod());
    }

    HandlerMethod method() {
      return method;
    }

    ResponseEntity<?> invoke(Object[] arguments) throws Exception {
      try {
        return (ResponseEntity<?>) handle.invokeExact(method.getBean(), arguments);
      } catch (Exception fault) {
        throw fault;
      } catch (Throwable error) {
        // As the dispatcher does: it is answered like every other fault.
        throw new ServletException("a call failed", error);
      }
    }

    /**
     * A handle throws what the method throws. A reflective call would wrap it into an exception
     * whose stack, a hundred frames deep, costs more than the rest of a refusal.
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
  }
}
