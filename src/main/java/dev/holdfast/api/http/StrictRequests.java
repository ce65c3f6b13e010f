package dev.holdfast.api.http;

import dev.holdfast.api.problem.Problem;
import dev.holdfast.api.problem.ProblemCode;
import dev.holdfast.api.problem.ProblemHandler;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses what the framework would pass over: parameters of the query that a call does not have, or
 * has once, and bodies in an encoding that the service does not decode. What a call has is read
 * from its own parameters. Safe for use by many threads.
 */
final class StrictRequests implements HandlerInterceptor {
  private static final int NAME_LENGTH_MAX = 100;
  private static final String IDENTITY = "identity";

  /** By name, whether a parameter may come several times. Their number is that of the calls. */
  private final Map<Method, TreeMap<String, Boolean>> known = new ConcurrentHashMap<>();

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (request.getDispatcherType() == DispatcherType.REQUEST
        && handler instanceof HandlerMethod call
        && call.getBeanType().getPackageName().startsWith("dev.holdfast")
        && !isPage(call)) {
      checkEncoding(request, call);
      checkQuery(request.getQueryString(), call);
    }
    return true;
  }

  /** What its address says beside its path, a page reads in the browser. */
  private static boolean isPage(HandlerMethod call) {
    return !call.getBeanType().isAnnotationPresent(RestController.class);
  }

  private static void checkEncoding(HttpServletRequest request, HandlerMethod call) {
    if (request.getHeader(HttpHeaders.CONTENT_ENCODING) == null
        || Arrays.stream(call.getMethodParameters())
            .noneMatch(parameter -> parameter.hasParameterAnnotation(RequestBody.class))) {
      return;
    }
    for (String encoding : Collections.list(request.getHeaders(HttpHeaders.CONTENT_ENCODING))) {
      if (!encoding.equalsIgnoreCase(IDENTITY)) {
        throw Problem.of(
                ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                HttpHeaders.CONTENT_ENCODING,
                "the body must not be encoded")
            .header(HttpHeaders.ACCEPT_ENCODING, IDENTITY);
      }
    }
  }

  private void checkQuery(@Nullable String query, HandlerMethod call) {
    if (query == null || query.isEmpty()) {
      return;
    }
    var allowed = known.computeIfAbsent(call.getMethod(), method -> parameters(call));
    var seen = new HashSet<String>();
    for (String part : query.split("&")) {
      if (part.isEmpty()) {
        continue;
      }
      String name = name(part);
      Boolean several = allowed.get(name);
      if (several == null) {
        throw Problem.invalid(shortened(name), unknown(name, allowed.keySet()));
      }
      if (!seen.add(name) && !several) {
        throw Problem.invalid(name, "is given twice");
      }
    }
  }

  private static TreeMap<String, Boolean> parameters(HandlerMethod call) {
    var parameters = new TreeMap<String, Boolean>();
    for (MethodParameter parameter : call.getMethodParameters()) {
      var annotation = parameter.getParameterAnnotation(RequestParam.class);
      if (annotation != null) {
        String name = annotation.name().isEmpty() ? nameOf(parameter) : annotation.name();
        parameters.put(name, Collection.class.isAssignableFrom(parameter.getParameterType()));
      }
    }
    return parameters;
  }

  private static String nameOf(MethodParameter parameter) {
    return parameter.getParameter().getName();
  }

  private static String name(String part) {
    int equals = part.indexOf('=');
    try {
      return URLDecoder.decode(
          equals < 0 ? part : part.substring(0, equals), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ProblemHandler.unreadableQuery();
    }
  }

  private static String unknown(String name, Collection<String> allowed) {
    return allowed.stream()
        .min(Comparator.comparingInt(candidate -> changes(shortened(name), candidate)))
        .map(nearest ->
            "is not a parameter of this call; the nearest is %s, and all are %s"
                .formatted(nearest, String.join(", ", allowed)))
        .orElse("is not a parameter of this call, which has none");
  }

  private static String shortened(String name) {
    return name.length() <= NAME_LENGTH_MAX ? name : name.substring(0, NAME_LENGTH_MAX);
  }

  /** How many characters one has to put in, take out or change (Levenshtein). */
  private static int changes(String from, String to) {
    int[] row = new int[to.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int change = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
