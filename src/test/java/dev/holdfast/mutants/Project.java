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
import java.util.stream.Stream;

/** One of the two projects of this repository, compiled. */
enum Project {
  SERVICE("", "java.class.path"),
  LOAD_TESTS("load-tests", "mutants.load-tests.class-path");

  private final String folder;
  private final String classPath;

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
    return entries()
        .filter(Files::isDirectory)
        .flatMap(classes -> classesNamed(simpleName, classes).stream())
        .toList();
  }

  private static List<String> classesNamed(String simpleName, Path classes) {
    try (var files = Files.walk(classes)) {
      return files
          .filter(f -> f.endsWith(simpleName + ".class"))
          .map(f -> classes.relativize(f).toString().replaceFirst("\\.class$", ""))
          .map(f -> f.replace(File.separatorChar, '.'))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a class of this full name has a method of this name, or inherits it. */
  boolean hasMethod(String type, String method) {
    var urls = entries().map(Project::url).toArray(URL[]::new);
    try (var loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
      for (Class<?> at = Class.forName(type, false, loader); at != null; at = at.getSuperclass()) {
        if (Stream.of(at.getDeclaredMethods()).anyMatch(m -> m.getName().equals(method))) {
          return true;
        }
      }
      return false;
    } catch (IOException | ClassNotFoundException e) {
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
