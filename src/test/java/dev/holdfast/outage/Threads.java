package dev.holdfast.outage;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The service's live threads, virtual ones included. Only the JDK's own list of threads has those;
 * a thread dump, which would show them too, walks their stacks, and a virtual thread that ends
 * meanwhile has crashed the JVM (compare JDK-8374820).
 */
record Threads(long requests, long others) {
  private static final Pattern REQUEST =
      Pattern.compile("(tomcat-handler|connect-watched|create-)");
  private static final Pattern OTHER =
      Pattern.compile("(lettuce|redisson|sweeper|http-nio|Catalina|commons-pool)");

  static Threads live() {
    List<String> names =
        all(container("root", null)).filter(Thread::isAlive).map(Thread::getName).toList();
    return new Threads(count(names, REQUEST), count(names, OTHER));
  }

  private static long count(List<String> names, Pattern start) {
    return names.stream().filter(name -> start.matcher(name).lookingAt()).count();
  }

  @SuppressWarnings("unchecked")
  private static Stream<Thread> all(Object container) {
    return Stream.concat(
        (Stream<Thread>) container("threads", container),
        ((Stream<Object>) container("children", container)).flatMap(Threads::all));
  }

  /** Calls what the JDK keeps to itself; the tests' JVM exports it, see pom.xml. */
  private static Object container(String method, @Nullable Object container) {
    try {
      String type = container == null ? "ThreadContainers" : "ThreadContainer";
      return Class.forName("jdk.internal.vm." + type).getMethod(method).invoke(container);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the JDK's list of threads cannot be read", e);
    }
  }
}
