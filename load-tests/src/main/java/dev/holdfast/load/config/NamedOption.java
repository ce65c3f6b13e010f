package dev.holdfast.load.config;

import java.util.List;

/** An option of a command, as it is written and as it is explained. */
interface NamedOption {
  /** How the option is written and explained. */
  Text text();

  /**
   * An option in words.
   *
   * @param key as it is written after -D or two dashes
   * @param form what its value looks like, and nothing for an option that stands for itself
   * @param standard what holds when it is not given
   */
  record Text(String key, String form, String meaning, String standard) {}

  /** The option as it is written. */
  default String key() {
    return text().key();
  }

  /** Whether it stands for itself, without a value. */
  default boolean isFlag() {
    return text().form().isEmpty();
  }

  /** All options of a command, one a line. */
  static String help(List<? extends NamedOption> options) {
    StringBuilder help = new StringBuilder("Options, written as -Dname=value or --name=value:\n");
    for (NamedOption option : options) {
      Text text = option.text();
      String written = option.isFlag() ? "--" + text.key() : "-D" + text.key() + "=" + text.form();
      help.append("  %-34s %s (default: %s)%n".formatted(written, text.meaning(), text.standard()));
    }
    return help.append("  %-34s %s%n".formatted("--help", "this list")).toString();
  }
}
