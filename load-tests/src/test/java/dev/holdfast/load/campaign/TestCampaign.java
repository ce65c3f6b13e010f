package dev.holdfast.load.campaign;

import dev.holdfast.load.fake.FakeHoldfast;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A campaign that a test runs, and what it said. */
public final class TestCampaign {
  private static final List<String> SMALL =
      List.of("-Dphases=correctness", "-Dproducts=30", "-Dseed=1");

  private final Path directory;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  public TestCampaign(Path directory) {
    this.directory = directory;
  }

  /** The words for a campaign that is over soon, and more. */
  static List<String> small(String... more) {
    List<String> all = new ArrayList<>(SMALL);
    all.addAll(List.of(more));
    return all;
  }

  /** The words for a campaign that measures a fake service in short turns, and more. */
  public static List<String> measuring(FakeHoldfast fake, String strategies, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "--short",
                "-Dphases=speed",
                "-Dwarm-up=500ms",
                "-Dduration=500ms",
                "-Dusers=8",
                "-Dtargets=" + fake.uri(),
                "-Dstrategies=" + strategies));
    words.addAll(List.of(more));
    return words;
  }

  /** Runs it, and answers with its exit code. */
  public int run(List<String> args) {
    List<String> all = new ArrayList<>(args);
    all.add("-Dout=" + report());
    try (PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      return Campaign.PROGRAM.run(all, directory.resolve("load-tests"), stream, stream);
    }
  }

  public Path report() {
    return directory.resolve("report");
  }

  public String said() {
    return said.toString(StandardCharsets.UTF_8);
  }
}
