package dev.holdfast.load.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RestartOptionsTest {
  private static final Path OUT = Path.of("report-restart");

  @Test
  void withoutOptionsTheDefaultStrategyIsRestarted() {
    RestartOptions options = parsed();
    assertThat(options.strategies()).containsExactly("redis-script");
    assertThat(options.rate()).isEqualTo(150);
    assertThat(options.seed()).isEqualTo(7);
    assertThat(options.sabotage()).isEqualTo(Sabotage.NONE);
    assertThat(options.out()).isEqualTo(OUT);
  }

  @Test
  void everyValueIsRead() {
    RestartOptions options =
        parsed(
            "-Dstrategies=a,b",
            "-Drate=9",
            "-Dduration=2m",
            "-Dstock=3",
            "-Dlose=20",
            "-Dseed=-1",
            "-Dsabotage=new-keys",
            "-Djar=x.jar",
            "-Dfrom-jar=old.jar",
            "-Dout=elsewhere");
    assertThat(options.strategies()).containsExactly("a", "b");
    assertThat(options.rate()).isEqualTo(9);
    assertThat(options.duration()).isEqualTo(Duration.ofMinutes(2));
    assertThat(options.stock()).isEqualTo(3);
    assertThat(options.loseOneIn()).isEqualTo(20);
    assertThat(options.seed()).isEqualTo(-1);
    assertThat(options.sabotage()).isEqualTo(Sabotage.NEW_KEYS);
    assertThat(options.jar()).isEqualTo(Path.of("x.jar"));
    assertThat(options.fromJar()).isEqualTo(Path.of("old.jar"));
    assertThat(options.out()).isEqualTo(Path.of("elsewhere"));
  }

  @Test
  void propertiesStandBesideTheStandardOnesOrInTheirPlace() {
    assertThat(parsed("-Dwith=server.shutdown=immediate").with())
        .isEqualTo(
            Map.of("server.shutdown", "immediate", "holdfast.shutdown.readiness-lead", "1s"));
    assertThat(parsed("-Dwith=holdfast.shutdown.readiness-lead=0s").with())
        .isEqualTo(Map.of("holdfast.shutdown.readiness-lead", "0s"));
  }

  @Test
  void thereAreEnoughProductsToBeFoughtForAllTheTime() {
    RestartOptions options = parsed("-Drate=100", "-Dduration=60s", "-Dstock=10");
    assertThat(options.workload().products()).isBetween(300, 400);
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() {
    ParseResult<RestartOptions> result =
        RestartOptions.parse(List.of("-Drate=0", "-Dsabotage=everything", "nonsense"), 7, OUT);
    assertThat(result).isInstanceOf(ParseResult.Refused.class);
    assertThat(((ParseResult.Refused<RestartOptions>) result).reasons())
        .hasSize(3)
        .anyMatch(r -> r.startsWith("rate: '0'"))
        .anyMatch(r -> r.contains("none of none, new-keys, data-loss"))
        .anyMatch(r -> r.contains("'nonsense' is not an option"));
  }

  private static RestartOptions parsed(String... words) {
    ParseResult<RestartOptions> result = RestartOptions.parse(List.of(words), 7, OUT);
    assertThat(result).isInstanceOf(ParseResult.Parsed.class);
    return ((ParseResult.Parsed<RestartOptions>) result).options();
  }
}
