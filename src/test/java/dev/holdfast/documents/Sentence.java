package dev.holdfast.documents;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A sentence of a comment in Java or of a document.
 *
 * @param line where the comment or the paragraph begins
 */
record Sentence(Path file, int line, String text) {
  private static final int WORDS_MAX = 40;

  /** Subjects and verbs that the glossary replaces. */
  private static final Pattern DIALECT =
      Pattern.compile(
          "\\b(whoever|somebody|nobody|everybody|anybody"
              + "|(is|are|was|were|be|being|been) told"
              + "|turn(s|ed|ing)? away|puts? off|hands? out|handed out)\\b",
          Pattern.CASE_INSENSITIVE);

  /** Text blocks, strings and characters are matched so that no comment is seen in them. */
  private static final Pattern COMMENT =
      Pattern.compile(
          "\"\"\"(?:\\\\.|[^\\\\])*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])+'"
              + "|/\\*(?<block>.*?)\\*/|(?<lines>(?:[ \\t]*//[^\\n]*\\n)+)",
          Pattern.DOTALL);

  private static final Pattern ITEM_START = Pattern.compile("^\\s*([-*]|\\d+\\.)\\s+");
  private static final Pattern NO_PROSE = Pattern.compile("\\s*([|#<].*)?| {4}.*");
  private static final Pattern CODE = Pattern.compile("(`+)(?!`).+?(?<!`)\\1(?!`)");

  /** A colon ends a sentence only before a capital, a semicolon always. */
  private static final Pattern END =
      Pattern.compile("(?<=[.!?:])[\"”)`*]*\\s+(?=[A-Z0-9\\[(*\"`])|;\\s");

  /** The sentences of the comments of a Java source. */
  static List<Sentence> ofJava(Path file, String source) {
    var sentences = new ArrayList<Sentence>();
    Matcher comment = COMMENT.matcher(source);
    while (comment.find()) {
      String block = comment.group("block");
      String lines = comment.group("lines");
      if (block == null && lines == null) {
        continue;
      }
      String text =
          block != null
              ? block.replaceAll("(?m)^\\s*\\*+", "")
              : lines.replaceAll("(?m)^\\s*//", "");
      int line =
          1 + (int) source.substring(0, comment.start()).chars().filter(c -> c == '\n').count();
      Arrays.stream(
              text.split("(?m)<p>|<li>|^\\s*$|^\\s*@(param\\s+\\S+|throws\\s+\\S+|return|see)"))
          .map(part -> part.replaceAll("\\{@code [^}]*}", "code"))
          .map(part -> part.replaceAll("\\{@\\w+\\s+([^}]*)}", "$1").replaceAll("<[^>]+>", ""))
          .flatMap(part -> of(file, line, part))
          .forEach(sentences::add);
    }
    return sentences;
  }

  /** The sentences of a document, but for headings, tables and code. */
  static List<Sentence> of(Markdown document) {
    var sentences = new ArrayList<Sentence>();
    var paragraph = new StringBuilder();
    int start = 1;
    List<String> prose = document.prose();
    for (int i = 0; i <= prose.size(); i++) {
      String line = i < prose.size() ? prose.get(i) : "";
      boolean prosaic = !NO_PROSE.matcher(line).matches();
      if (!prosaic || ITEM_START.matcher(line).find()) {
        of(document.file(), start, CODE.matcher(paragraph).replaceAll("Code"))
            .forEach(sentences::add);
        paragraph.setLength(0);
        start = i + 1;
      }
      if (prosaic) {
        paragraph.append(ITEM_START.matcher(line).replaceFirst("")).append('\n');
      }
    }
    return sentences;
  }

  private static Stream<Sentence> of(Path file, int line, String text) {
    return END.splitAsStream(text)
        .map(sentence -> sentence.strip().replaceAll("\\s+", " "))
        .filter(sentence -> !sentence.isEmpty())
        .map(sentence -> new Sentence(file, line, sentence));
  }

  /** Whether it is in the project's own dialect instead of the field's terms, or too long. */
  boolean isRefused() {
    return DIALECT.matcher(text).find() || text.split(" ").length > WORDS_MAX;
  }

  @Override
  public String toString() {
    return "%s, line %d: %s".formatted(file, line, text);
  }
}
