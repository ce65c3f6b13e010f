package dev.holdfast.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.mutants.MutantRun.Outcome;
import dev.holdfast.mutants.MutantRun.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MutantsTest {
  private static final TestMethod THE_TEST =
      new TestMethod(Project.SERVICE, "MutantsTest", "anyLayoutIsTheSameText");
  private static final String FILE = "src/test/java/dev/holdfast/mutants/Mutant.java";

  private static Mutant replacing(String oldText, String newText) {
    return new Mutant("planted", "planted", "", FILE, oldText, newText, THE_TEST, false);
  }

  @Test
  void everyEntryFitsItsFileAndItsTest() throws Exception {
    var mutants = Mutants.in(Path.of("mutants")).all();
    assertThat(mutants).isNotEmpty();
    assertThat(mutants).allSatisfy(Mutant::check);
  }

  @Test
  void anOldTextMustBeThereExactlyOnce() {
    var mutant = replacing("a < b", "true");
    assertThat(mutant.applied("if (a < b) {")).isEqualTo("if (true) {");
    assertThatThrownBy(() -> mutant.applied("if (a < c || a < bb) {"))
        .isInstanceOf(Mutant.UnfitException.class);
    assertThatThrownBy(() -> mutant.applied("if (a < b || c) { a < b }"))
        .isInstanceOf(Mutant.UnfitException.class);
  }

  @Test
  void anyLayoutIsTheSameText() {
    assertThat(replacing("f(a,\n b)\n .g", "x").applied("y = f(\n  a, b).g();"))
        .isEqualTo("y = x();");
  }

  @Test
  void onlyACaughtMutantPasses() throws Exception {
    try (var jvms = new TestJvms()) {
      var run = new MutantRun(jvms, RunMutants.TEST_MAX);
      assertThat(run.of(replacing("its old text is not in", "it is not in")))
          .satisfies(o -> assertThat(o.verdict()).isEqualTo(Verdict.SURVIVED))
          .satisfies(o -> assertThat(RunMutants.exitCode(List.of(o))).isEqualTo(1));
      assertThat(run.of(replacing("\"\\\\s+\" : \"\\\\s*\"", "\"\" : \"\"")))
          .satisfies(o -> assertThat(o.verdict()).isEqualTo(Verdict.CAUGHT))
          .satisfies(o -> assertThat(RunMutants.exitCode(List.of(o))).isZero());
      assertThat(run.of(replacing("if (found.find(start + 1))", "if (found)")).verdict())
          .isEqualTo(Verdict.DID_NOT_COMPILE);
      assertThat(run.of(replacing("no such text", "")).verdict()).isEqualTo(Verdict.UNFIT);
    }
  }

  @Test
  void aTestThatFailsAnyhowCatchesNothing() {
    var mutant = replacing("a", "b");
    for (Verdict verdict : Verdict.values()) {
      boolean passes = verdict == Verdict.CAUGHT || verdict == Verdict.SKIPPED;
      assertThat(RunMutants.exitCode(List.of(new Outcome(mutant, verdict, Duration.ZERO, ""))))
          .as(verdict.name())
          .isEqualTo(passes ? 0 : 1);
    }
  }

  @Test
  void thoseOfAChangedFileAreChosen() {
    var mutants =
        new Mutants(
            Mutants.read(
                "placing.yaml",
                """
                - {name: a, removed: A., file: src/A.java, old: x, new: '', test: 'XTest#one'}
                - {name: b, removed: B., file: src/B.java, old: x, new: 'y', test: 'YTest$Z#two'}
                """));
    assertThat(mutants.of(List.of("src/A.java")).all()).extracting(Mutant::name).containsOnly("a");
    assertThat(mutants.of(List.of("src/test/YTest.java")).all())
        .extracting(Mutant::name)
        .containsOnly("b");
    assertThat(mutants.of(List.of("mutants/placing.yaml")).all()).hasSize(2);
    assertThat(mutants.of(List.of("src/AA.java", "README.md")).all()).isEmpty();
    assertThat(mutants.named(List.of("placing")).all()).hasSize(2);
    assertThatThrownBy(() -> mutants.named(List.of("c")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(mutants.drawn(1, 7)).isEqualTo(mutants.drawn(1, 7));
    assertThat(mutants.drawn(3, 7).all()).hasSize(2);
  }

  @Test
  void anEntryThatIsNotCompleteIsRefused() {
    assertThatThrownBy(() -> Mutants.read("f.yaml", "- {name: a, removed: A., file: F, old: x}"))
        .hasMessageContaining("'new' of a");
    assertThatThrownBy(() -> Mutants.read("f.yaml", "- {name: a, tset: x}"))
        .hasMessageContaining("tset");
  }
}
