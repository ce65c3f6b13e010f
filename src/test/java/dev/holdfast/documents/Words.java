package dev.holdfast.documents;

import java.util.ArrayList;
import java.util.List;

/**
 * The commands of a shell block as lists of words, read as a shell does as far as the documents go:
 * quotes, a backslash at the end of a line, and a semicolon or the end of a line after a command.
 */
final class Words {
  private static final char NO_QUOTE = 0;

  private final String text;
  private final List<List<String>> commands = new ArrayList<>();
  private List<String> command = new ArrayList<>();
  private StringBuilder word = new StringBuilder();
  private boolean inWord;

  private Words(String text) {
    this.text = text;
  }

  static List<List<String>> of(String text) {
    return new Words(text.replace("\\\n", " ")).read();
  }

  private List<List<String>> read() {
    char quote = NO_QUOTE;
    for (char c : text.toCharArray()) {
      if (quote != NO_QUOTE) {
        if (c == quote) {
          quote = NO_QUOTE;
        } else {
          word.append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        inWord = true;
      } else if (c == ';' || c == '\n') {
        endCommand();
      } else if (c == ' ') {
        endWord();
      } else {
        word.append(c);
        inWord = true;
      }
    }
    endCommand();
    return commands;
  }

  private void endWord() {
    if (inWord) {
      command.add(word.toString());
      word = new StringBuilder();
      inWord = false;
    }
  }

  private void endCommand() {
    endWord();
    if (!command.isEmpty()) {
      commands.add(command);
      command = new ArrayList<>();
    }
  }
}
