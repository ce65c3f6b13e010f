package dev.holdfast.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A change that removes one guard, and the test that must fail then.
 *
 * @param family the name of the file that the entry is in, without its ending
 * @param removed what the guard ensures, in a sentence
 * @param file the file that is changed, relative to the repository
 * @param oldText text that is in the file exactly once; between its words and signs any layout
 *     counts as the same, so that a formatter may break lines elsewhere
 * @param newText what stands there instead
 * @param hangs whether a test that never ends counts as one that fails
 */
record Mutant(
    String family,
    String name,
    String removed,
    String file,
    String oldText,
    String newText,
    TestMethod test,
    boolean hangs) {

  private static final Pattern TOKEN = Pattern.compile("\\w+|\\S");

  /** An entry that does not fit what is in the repository. */
  static final class UnfitException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnfitException(String message) {
      super(message);
    }
  }

  Project project() {
    return Project.of(file);
  }

  boolean isJava() {
    return file.endsWith(".java");
  }

  /**
   * Checks that it can be run; its test is looked for where its project is compiled.
   *
   * @throws UnfitException if the old text is not in the file exactly once, the new one changes
   *     nothing, or the test is not there
   */
  void check() {
    if (applied().equals(text())) {
      throw new UnfitException("it changes nothing");
    }
    if (project().isCompiled()) {
      test.fullName();
    }
  }

  boolean isFit() {
    try {
      check();
      return true;
    } catch (UnfitException e) {
      return false;
    }
  }

  /** The changed text of the file. */
  String applied() {
    return applied(text());
  }

  private String text() {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new UnfitException(file + " cannot be read");
    }
  }

  /**
   * @throws UnfitException if the old text is not in this text exactly once
   */
  String applied(String text) {
    var found = inAnyLayout(oldText).matcher(text);
    if (!found.find()) {
      throw new UnfitException("its old text is not in " + file);
    }
    int start = found.start();
    int end = found.end();
    if (found.find(start + 1)) {
      throw new UnfitException("its old text is more than once in " + file);
    }
    return text.substring(0, start) + newText + text.substring(end);
  }

  private static Pattern inAnyLayout(String text) {
    var regex = new StringBuilder();
    Matcher tokens = TOKEN.matcher(text);
    String last = "";
    while (tokens.find()) {
      String token = tokens.group();
      if (last.isEmpty()) {
        regex.append(isWord(token) ? "(?<!\\w)" : "");
      } else {
        regex.append(isWord(last) && isWord(token) ? "\\s+" : "\\s*");
      }
      regex.append(Pattern.quote(token));
      last = token;
    }
    return Pattern.compile(regex + (isWord(last) ? "(?!\\w)" : ""));
  }

  private static boolean isWord(String token) {
    return token.matches("\\w+");
  }
}
