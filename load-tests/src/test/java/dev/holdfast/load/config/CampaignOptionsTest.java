package dev.holdfast.load.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CampaignOptionsTest {
  private static final Path OUT = Path.of("report");

  @Test
  void withoutOptionsEverythingIsRun() {
    CampaignOptions options = parsed();
    assertThat(options.strategies()).isEmpty();
    assertThat(options.instances()).containsExactly(1, 2);
    assertThat(options.phases())
        .containsExactlyInAnyOrder(Phase.CORRECTNESS, Phase.SPEED, Phase.SCALING);
    assertThat(options.rounds()).isEqualTo(5);
    assertThat(options.workload().model()).isEqualTo(LoadModel.CLOSED);
    assertThat(options.workload().products()).isGreaterThanOrEqualTo(200);
    assertThat(options.seed()).isEqualTo(7);
    assertThat(options.out()).isEqualTo(OUT);
  }

  @Test
  void aShortCampaignStillFightsOverTwoHundredProducts() {
    assertThat(parsed("--short").workload().products()).isEqualTo(200);
    assertThat(parsed("--short").phases()).containsExactly(Phase.CORRECTNESS);
  }

  @Test
  void bothWaysOfWritingAnOptionMeanTheSame() {
    assertThat(parsed("-Dusers=9", "--model=open", "-Dduration=500s"))
        .isEqualTo(parsed("--users=9", "-Dmodel=open", "--duration=500s"));
    assertThat(parsed("-Dshort=true")).isEqualTo(parsed("--short"));
  }

  @Test
  void aValueMayBeAWordOfItsOwn() {
    assertThat(parsed("--store", "postgres", "--short", "--users", "9"))
        .isEqualTo(parsed("--store=postgres", "--short", "--users=9"));
    assertThat(refused("--short", "no")).containsExactly("short takes no value");
    assertThat(refused("--users=9", "10")).containsExactly("'10' is not an option");
  }

  @Test
  void redisIsTheStoreUnlessAnotherIsNamed() {
    assertThat(parsed().stores()).containsExactly(Store.REDIS);
    assertThat(parsed("--store=postgres").stores()).containsExactly(Store.POSTGRES);
  }

  @Test
  void storesAreComparedWhereBothAreThereAndAsked() {
    assertThat(parsed("--store=both").phases()).containsExactlyInAnyOrder(Phase.values());
    assertThat(parsed("--store=both", "--short").phases()).containsExactly(Phase.CORRECTNESS);
    assertThat(refused("--store=postgres", "--phases=stores"))
        .containsExactly("phases: stores compares both stores, which are run with --store=both");
    assertThat(refused("--store=both", "--phases=stores", "--model=open"))
        .containsExactly("model: open is for other phases; stores compares what each can take");
    CampaignOptions compared = parsed("--store=both", "--short", "--phases=stores");
    assertThat(compared.rounds()).isEqualTo(5);
    assertThat(compared.workload().duration()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void everyValueIsRead() {
    CampaignOptions options =
        parsed(
            "-Dstore=both",
            "-Dstrategies=a,b",
            "-Dinstances=2",
            "-Dphases=speed",
            "-Dusers=5",
            "-Dduration=2m",
            "-Dwarm-up=3s",
            "-Drounds=4",
            "-Dmodel=open",
            "-Drate=77",
            "-Dproducts=11",
            "-Dstock=4",
            "-Ddemand=2.5",
            "-Dmix=baskets:1",
            "-Drace-window=7ms",
            "-Dseed=-3",
            "-Dredis=localhost:6379",
            "-Dports=1,2",
            "-Djar=x.jar",
            "-Dout=there");
    assertThat(options)
        .isEqualTo(
            new CampaignOptions(
                false,
                List.of(Store.REDIS, Store.POSTGRES),
                List.of("a", "b"),
                List.of(2),
                Set.of(Phase.SPEED),
                new Workload(
                    11,
                    4,
                    2.5,
                    OrderMix.parse("baskets:1"),
                    5,
                    LoadModel.OPEN,
                    77,
                    Duration.ofSeconds(3),
                    Duration.ofMinutes(2)),
                4,
                Duration.ofMillis(7),
                -3,
                List.of(),
                new HostAndPort("localhost", 6379),
                List.of(1, 2),
                Path.of("x.jar"),
                Path.of("there")));
  }

  @Test
  void targetsAreRunOnAllOfThem() {
    CampaignOptions options = parsed("-Dtargets=http://a:1,http://b:2/");
    assertThat(options.targets())
        .containsExactly(URI.create("http://a:1"), URI.create("http://b:2"));
    assertThat(options.instances()).containsExactly(2);
    assertThat(options.raceWindow()).isEqualTo(Duration.ZERO);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "-Dstrategy=x | '-Dstrategy=x' is not an option",
        "verify | 'verify' is not an option",
        "-Dusers | users needs a value",
        "--short=no | short takes no value",
        "-Dusers=0 | users: '0' is not a whole number from 1 to 2000",
        "-Dusers=1.5 | users: '1.5' is not a whole number from 1 to 2000",
        "-Dmodel=both | model: 'both' is none of closed, open",
        "-Dstore=mysql | store: 'mysql' is none of redis, postgres, both",
        "-Dphases=fast | phases: 'fast' is none of correctness, speed, scaling, stores",
        "-Dduration=20 | duration: '20' is not a duration from 200ms to 600s, such as 500ms, 20s or"
            + " 2m",
        "-Dduration=0s | duration: '0s' is not a duration from 200ms to 600s, such as 500ms, 20s or"
            + " 2m",
        "-Ddemand=1 | demand: '1' is not a number from 1.5 to 100.0",
        "-Ddemand=NaN | demand: 'NaN' is not a number from 1.5 to 100.0",
        "-Dinstances=9 | instances: '9' is not a whole number from 1 to 4",
        "-Dinstances=1,1 | instances: '1,1' names something twice",
        "-Dmix=gifts:1 | mix: 'gifts' is no kind of order; kinds are singles, quantities, baskets,"
            + " retries, cancels",
        "-Dmix=singles | mix: 'singles' is not KIND:WEIGHT; kinds are singles, quantities, baskets,"
            + " retries, cancels",
        "-Dmix=singles:0 | mix: at least one kind needs a weight above 0",
        "-Dtargets=a | targets: 'a' is not an address such as http://127.0.0.1:8080",
        "-Dtargets=http://a/api | targets: 'http://a/api' is not an address such as"
            + " http://127.0.0.1:8080",
        "-Dtargets=http://a, | targets: 'http://a,' has an empty entry; separate entries by commas",
        "-Dredis=here | redis: 'here' is not HOST:PORT",
        "-Dports=70000,1 | ports: '70000' is not a whole number from 1 to 65535",
        "-Dports=7 | instances asks for 2, but there are 1 ports",
        "-Dseed=x | seed: 'x' is not a whole number"
      })
  void aWrongOptionIsRefusedWithWhatWouldBeRight(String word, String reason) {
    assertThat(refused(word)).containsExactly(reason);
  }

  @Test
  void anOptionGivenTwiceIsRefused() {
    assertThat(refused("-Dusers=1", "--users=2")).containsExactly("users is given twice");
  }

  @Test
  void whatOnlyStartedInstancesHaveIsRefusedWithTargets() {
    assertThat(refused("-Dtargets=http://a", "-Drace-window=1ms"))
        .containsExactly(
            "race-window is for instances that the campaign starts; with targets they run already");
  }

  @Test
  void moreInstancesThanTargetsAreRefused() {
    assertThat(refused("-Dtargets=http://a", "-Dinstances=2"))
        .containsExactly("instances asks for 2, but there are 1 targets");
  }

  @Test
  void allReasonsAreToldAtOnce() {
    assertThat(refused("-Dusers=0", "-Dnonsense=1")).hasSize(2);
  }

  @Test
  void helpListsEveryOption() {
    ParseResult<CampaignOptions> result = CampaignOptions.parse(List.of("--help", "-Dx"), 7, OUT);
    assertThat(result).isInstanceOf(ParseResult.HelpWanted.class);
    String help = ((ParseResult.HelpWanted<CampaignOptions>) result).help();
    assertThat(help.lines().filter(l -> l.startsWith("  -")).map(l -> l.split("[ =]+")[1]))
        .containsExactlyInAnyOrder(
            "--short",
            "-Dstore",
            "-Dstrategies",
            "-Dinstances",
            "-Dphases",
            "-Dusers",
            "-Drounds",
            "-Dduration",
            "-Dwarm-up",
            "-Dmodel",
            "-Drate",
            "-Dproducts",
            "-Dstock",
            "-Ddemand",
            "-Dmix",
            "-Drace-window",
            "-Dseed",
            "-Dtargets",
            "-Dredis",
            "-Dports",
            "-Djar",
            "-Dout",
            "--help");
    assertThat(help)
        .contains("-Dusers=N", "users at once (default: 64)")
        .contains(
            "rounds in which everything is measured once (default: 5; short 1, where stores are"
                + " compared 5)");
  }

  @Test
  void aCellSurvivesItsWayThroughSystemProperties() {
    CampaignOptions options =
        parsed("-Dmodel=open", "-Dwarm-up=1500ms", "-Dmix=singles:3,cancels:1");
    CellSettings cell =
        new CellSettings(
            "c1",
            "redis-cas",
            List.of(URI.create("http://a:1")),
            options.workload(),
            5,
            Path.of("x"),
            true);
    assertThat(CellSettings.fromProperties(cell.toProperties()::get)).isEqualTo(cell);
  }

  private static CampaignOptions parsed(String... words) {
    return ((ParseResult.Parsed<CampaignOptions>) CampaignOptions.parse(List.of(words), 7, OUT))
        .options();
  }

  private static List<String> refused(String... words) {
    return ((ParseResult.Refused<CampaignOptions>) CampaignOptions.parse(List.of(words), 7, OUT))
        .reasons();
  }
}
