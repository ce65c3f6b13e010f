package dev.holdfast.api.problem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.api.json.JsonMappers;
import dev.holdfast.stock.LimitViolation;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Shortage;
import dev.holdfast.stock.Sku;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Problems that are written without the JSON library are written as by it. */
class PlainProblemTest {
  private static final int PROBLEMS = 4_000;
  private static final JsonMapper JSON = JsonMappers.strict();
  private static final List<String> PIECES =
      List.of(
          "a",
          "7",
          " ",
          "/",
          "~",
          "'",
          "\"",
          "\\",
          "\n",
          "\u007f",
          "\u00e9",
          "\u2028",
          "\ud83d\ude00");

  private final Random random = new Random(23);

  @Test
  void everyRefusalIsWrittenAsByTheLibrary() {
    Set<Class<?>> kinds = new HashSet<>();
    for (int i = 0; i < PROBLEMS; i++) {
      Refusal refusal = refusal();
      Problem problem = RefusalProblems.problem(refusal, "kdg4v22izejiijhi7ys7546ar4");
      byte[] plain = PlainProblem.write(problem);
      assertThat(plain).as(problem::getMessage).isNotNull();
      assertThat(new String(plain, UTF_8)).isEqualTo(byLibrary(problem));
      kinds.add(refusal.getClass());
    }
    assertThat(kinds).containsExactlyInAnyOrder(Refusal.class.getPermittedSubclasses());
  }

  @Test
  void anyProblemIsWrittenAsByTheLibraryOrLeftToIt() {
    int written = 0;
    for (int i = 0; i < PROBLEMS; i++) {
      Problem problem = problem();
      byte[] plain = PlainProblem.write(problem);
      if (plain != null) {
        assertThat(new String(plain, UTF_8)).isEqualTo(byLibrary(problem));
        written++;
      }
    }
    assertThat(written).isBetween(PROBLEMS / 10, PROBLEMS * 9 / 10);
  }

  private static String byLibrary(Problem problem) {
    return new String(JSON.writeValueAsBytes(problem.body()), UTF_8);
  }

  private Refusal refusal() {
    return switch (random.nextInt(8)) {
      case 0 -> new Refusal.InsufficientStock(several(this::shortage));
      case 1 -> new Refusal.UnknownSku(several(this::sku));
      case 2 -> new Refusal.NotOnSale(several(this::sku));
      case 3 -> new Refusal.BeyondLimit(several(this::excess));
      case 4 ->
          new Refusal.TooManyReservations(
              several(this::sku), Duration.ofMillis(random.nextInt(1, 100_000)));
      case 5 -> new Refusal.CustomerRequired(several(this::sku));
      case 6 -> new Refusal.Contended();
      default -> new Refusal.StoreFull();
    };
  }

  private <T> List<T> several(Supplier<T> one) {
    var several = new ArrayList<T>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      several.add(one.get());
    }
    return several;
  }

  private Sku sku() {
    return new Sku("S" + random.nextInt(100) + "._-".charAt(random.nextInt(3)) + "a");
  }

  private Shortage shortage() {
    return new Shortage(
        sku(), random.nextInt(1, 1_000_001), random.nextLong(1L << random.nextInt(1, 63)));
  }

  private LimitViolation excess() {
    var limits = LimitViolation.Limit.values();
    return new LimitViolation(
        sku(),
        limits[random.nextInt(limits.length)],
        random.nextInt(),
        random.nextInt(1, 1_000_001),
        random.nextLong());
  }

  private Problem problem() {
    var codes = ProblemCode.values();
    var problem = new Problem(codes[random.nextInt(codes.length)], text());
    if (random.nextBoolean()) {
      problem.instance(URI.create("urn:uuid:" + random.nextInt()));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      problem.with("member" + i, value());
    }
    return problem;
  }

  private Object value() {
    return switch (random.nextInt(6)) {
      case 0 -> random.nextInt();
      case 1 -> random.nextLong();
      case 2 -> several(this::text);
      case 3 -> several(random::nextLong);
      case 4 -> Duration.ofMillis(random.nextInt());
      default -> text();
    };
  }

  /** Half of them need escapes, or are not ASCII. */
  private String text() {
    int pieces = random.nextInt(2) == 0 ? 6 : PIECES.size();
    var text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(PIECES.get(random.nextInt(pieces)));
    }
    return text.toString();
  }
}
