package dev.holdfast.load.config;

import java.util.List;

/** An option of a command, as it is written and as it is explained. */
interface NamedOption {
  /** The option as it is written after -D or two dashes. */
  String key();

  /** What its value looks like, and nothing for an option that stands for itself. */
  String form();

  String meaning();

  /** What holds when it is not given. */
  String standard();

  /** Whether it stands for itself, without a value. */
  default boolean isFlag() {
    return form().isEmpty();
  }

  /** All options of a command, one a line. */
  static String help(List<? extends NamedOption> options) {
    StringBuilder help = new StringBuilder("Options, written as -Dname=value or --name=value:\n");
    for (NamedOption option : options) {
      String written =
          option.isFlag() ? "--" + option.key() : "-D" + option.key() + "=" + option.form();
      help.append(
          "  %-34s %s (default: %s)%n".formatted(written, option.meaning(), option.standard()));
    }
    return help.append("  %-34s %s%n".formatted("--help", "this list")).toString();
  }
}
