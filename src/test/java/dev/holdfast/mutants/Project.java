package dev.holdfast.mutants;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.util.function.SingletonSupplier;

/** One of the two projects of this repository, compiled. */
enum Project {
  SERVICE("", "java.class.path"),
  LOAD_TESTS("load-tests", "mutants.load-tests.class-path");

  private final String folder;
  private final String classPath;

  /** Its own classes, looked for once: all entries ask for some. */
  private final Supplier<Map<String, List<String>>> classes =
      SingletonSupplier.of(this::ownClasses);

  /** Loads classes to look at, and never runs them. */
  private final Supplier<ClassLoader> loader = SingletonSupplier.of(this::newLoader);

  /**
   * @param classPath the system property that has the class path of its tests
   */
  Project(String folder, String classPath) {
    this.folder = folder;
    this.classPath = System.getProperty(classPath, "");
  }

  /** The project of a file, relative to the repository. */
  static Project of(String file) {
    return file.startsWith(LOAD_TESTS.folder + "/") ? LOAD_TESTS : SERVICE;
  }

  /** The folder that its tests run in. */
  Path folder() {
    return Path.of(folder).toAbsolutePath();
  }

  /** Whether it was compiled, and is known where. */
  boolean isCompiled() {
    return !classPath.isEmpty();
  }

  /** Its classes and those of its tests, and what they need. */
  String classPath() {
    return String.join(File.pathSeparator, entries().map(Path::toString).toList());
  }

  /** What they need. */
  List<String> libraries() {
    return entries().filter(e -> !Files.isDirectory(e)).map(Path::toString).toList();
  }

  /** The full names of its own classes of a simple name. */
  List<String> classesNamed(String simpleName) {
    return classes.get().getOrDefault(simpleName, List.of());
  }

  private Map<String, List<String>> ownClasses() {
    return entries()
        .filter(Files::isDirectory)
        .flatMap(folder -> classesIn(folder).stream())
        .collect(Collectors.groupingBy(name -> name.substring(name.lastIndexOf('.') + 1)));
  }

  private static List<String> classesIn(Path folder) {
    try (var files = Files.walk(folder)) {
      return files
          .map(f -> folder.relativize(f).toString())
          .filter(f -> f.endsWith(".class"))
          .map(f -> f.replaceFirst("\\.class$", "").replace(File.separatorChar, '.'))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ClassLoader newLoader() {
    var urls = entries().map(Project::url).toArray(URL[]::new);
    return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
  }

  /** Whether a class of this full name has a method of this name, or inherits it. */
  boolean hasMethod(String type, String method) {
    try {
      for (Class<?> at = Class.forName(type, false, loader.get());
          at != null;
          at = at.getSuperclass()) {
        if (Stream.of(at.getDeclaredMethods()).anyMatch(m -> m.getName().equals(method))) {
          return true;
        }
      }
      return false;
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private Stream<Path> entries() {
    return Stream.of(classPath.split(File.pathSeparator)).map(e -> Path.of(e).toAbsolutePath());
  }

  private static URL url(Path entry) {
    try {
      return entry.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }
}
