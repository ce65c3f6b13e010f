package dev.holdfast.load.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class KillOptionsTest {
  private static ParseResult<KillOptions> parse(String... words) {
    return KillOptions.parse(List.of(words), 7, Path.of("out"));
  }

  private static KillOptions parsed(String... words) {
    return ((ParseResult.Parsed<KillOptions>) parse(words)).options();
  }

  @Test
  void theLongFormKillsAHundredAndTheShortOneFewer() {
    assertThat(parsed().kills()).isEqualTo(100);
    assertThat(parsed("--short").kills()).isLessThan(100);
    assertThat(parsed("--short", "-Dkills=30").kills()).isEqualTo(30);
  }

  @Test
  void whatIsNotGivenIsTheStandard() {
    KillOptions options = parsed("-Dwith=holdfast.sweeper.enabled=false");
    assertThat(options.seed()).isEqualTo(7);
    assertThat(options.out()).isEqualTo(Path.of("out"));
    assertThat(options.with()).containsEntry("holdfast.sweeper.enabled", "false");
  }

  @Test
  void onPostgres_eachKindOfBlowIsDealt() {
    assertThat(parsed().store()).isEqualTo(Store.REDIS);
    assertThat(parsed().blows()).isEqualTo(6);
    KillOptions options = parsed("--store=postgres", "--short", "-Dsabotage=asynchronous-commit");
    assertThat(options.blows()).isEqualTo(4);
    assertThat(options.sabotage()).isEqualTo(KillSabotage.ASYNCHRONOUS_COMMIT);
    assertThat(parse("-Dsabotage=asynchronous-commit")).isInstanceOf(ParseResult.Refused.class);
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThat(parse("-Dkills=0")).isInstanceOf(ParseResult.Refused.class);
    assertThat(parse("-Dkill=5")).isInstanceOf(ParseResult.Refused.class);
  }
}
