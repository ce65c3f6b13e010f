package dev.holdfast.api.http;

import jakarta.servlet.ServletException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import org.springframework.http.ResponseEntity;
import org.springframework.web.method.HandlerMethod;

/** A call that is marked with {@link FastPath}, ready to be made. Immutable. */
final class FastCall {
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
}
