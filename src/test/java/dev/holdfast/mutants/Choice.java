package dev.holdfast.mutants;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** What the command line asks for. */
final class Choice {
  private Choice() {}

  static final String USAGE =
      """
      mutants/run                     runs all
      mutants/run NAME...             these, by the names of entries or of files
      mutants/run --changed [COMMIT]  those whose file or test differs from the commit (by default from where this branch left main)
      mutants/run --drawn N           so many, drawn; --seed S draws the same again
      """;

  /**
   * @throws IllegalArgumentException if the arguments ask for what is not there; the message is for
   *     people
   */
  static Mutants of(String[] args, Mutants all) throws IOException, InterruptedException {
    var rest = new ArrayDeque<>(Arrays.asList(args));
    if (rest.isEmpty()) {
      return all;
    }
    return switch (rest.peek()) {
      case "--changed" -> {
        rest.pop();
        yield all.of(
            changed(rest.isEmpty() ? git("merge-base", "main", "HEAD").get(0) : only(rest)));
      }
      case "--drawn" -> {
        rest.pop();
        int number = Integer.parseInt(rest.isEmpty() ? "" : rest.pop());
        boolean isGiven = "--seed".equals(rest.peek());
        if (isGiven) {
          rest.pop();
        }
        long seed = isGiven ? Long.parseLong(only(rest)) : new Random().nextInt(1_000_000);
        System.out.println("Drawn with --seed " + seed);
        yield all.drawn(number, seed);
      }
      case String option when option.startsWith("-") -> throw new IllegalArgumentException(USAGE);
      default -> all.named(rest);
    };
  }

  private static String only(ArrayDeque<String> rest) {
    if (rest.size() != 1) {
      throw new IllegalArgumentException(USAGE);
    }
    return rest.pop();
  }

  /** The files that differ from the commit, those that git does not know yet among them. */
  private static List<String> changed(String commit) throws IOException, InterruptedException {
    return Stream.concat(
            git("diff", "--name-only", commit, "--").stream(),
            git("ls-files", "--others", "--exclude-standard").stream())
        .toList();
  }

  private static List<String> git(String... args) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("git"));
    command.addAll(Arrays.asList(args));
    var git = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    var lines =
        new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    if (git.waitFor() != 0) {
      throw new IllegalArgumentException(String.join(" ", command) + " failed");
    }
    return lines;
  }
}
