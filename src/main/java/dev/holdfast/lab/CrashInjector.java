package dev.holdfast.lab;

import dev.holdfast.lab.CrashPoint.When;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.stereotype.Component;

/**
 * Lets the instance die at a point of an order's way, in the lab only. The JVM is halted on the
 * spot: nothing is closed, nothing given back, and what was sent to Redis before has been sent.
 */
@Component
public class CrashInjector {
  /** The exit code of a process that SIGKILL ended. */
  private static final int KILLED = 137;

  private static final Logger log = LoggerFactory.getLogger(CrashInjector.class);

  private final @Nullable CrashPoint point;
  private final int time;
  private final AtomicInteger passed = new AtomicInteger();

  /**
   * @throws InvalidConfigurationPropertyValueException when a crash is configured while the lab is
   *     closed
   */
  CrashInjector(CrashSettings settings, LabMode lab) {
    if (settings.at() != null && !lab.isOpen()) {
      throw new InvalidConfigurationPropertyValueException(
          "holdfast.lab.crash.at", settings.at(), "only in lab mode may an instance be let die");
    }
    this.point = settings.at();
    this.time = settings.time();
  }

  /** The port itself, or one that dies at the point. */
  public <T> T around(Class<T> port, T real) {
    if (point == null) {
      return real;
    }
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) -> call(port, real, method, arguments)));
  }

  private @Nullable Object call(
      Class<?> port, Object real, Method method, @Nullable Object @Nullable [] arguments)
      throws Throwable {
    if (point != null && point.isInside(method.getName())) {
      return false;
    }
    passing(port, method, When.BEFORE);
    try {
      if (arguments != null && arguments[0] instanceof List<?> several && several.size() > 1) {
        passingWithin(port, method, () -> method.invoke(real, several.subList(0, 1)));
      }
      Object result = method.invoke(real, arguments);
      passing(port, method, When.AFTER);
      return result;
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }

  private void passing(Class<?> port, Method method, When when) {
    if (point != null && point.isAt(port, method.getName(), when)) {
      pass();
    }
  }

  /** The first of several is done, by a call of its own, when this is where the instance dies. */
  private void passingWithin(Class<?> port, Method method, Callable<?> first) throws Exception {
    if (point != null && point.isAt(port, method.getName(), When.WITHIN) && isTheTime()) {
      first.call();
      die();
    }
  }

  /** Passes {@link CrashPoint#CHECKED}. */
  public void checked() {
    if (point == CrashPoint.CHECKED) {
      pass();
    }
  }

  private void pass() {
    if (isTheTime()) {
      die();
    }
  }

  private boolean isTheTime() {
    return passed.incrementAndGet() >= time;
  }

  private void die() {
    log.error("this instance dies at {}, as configured in the lab", point);
    Runtime.getRuntime().halt(KILLED);
  }
}
