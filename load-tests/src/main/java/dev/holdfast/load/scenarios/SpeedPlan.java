package dev.holdfast.load.scenarios;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.load.config.LoadModel;
import dev.holdfast.load.config.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What is measured when, and where: the same for the same seed. It travels as a file, since the
 * load runs in a process of its own.
 *
 * @param run begins every SKU and key
 * @param services what is measured, by the name that a {@link Measurand} has for it
 */
public record SpeedPlan(
    String run,
    LoadModel model,
    int rate,
    Map<String, MeasuredService> services,
    List<Slot> slots) {
  /** More than any of these services accepts in a second. */
  private static final long ACCEPTED_PER_SECOND_MAX = 50_000;

  /** Between two turns of the endpoint that does nothing, which show how the machine moves. */
  private static final int TURNS_BETWEEN_REFERENCES = 6;

  private static final long WARM_UP_TURN_MILLIS_MAX = 2_000;

  private static final int MANY_PRODUCTS_STOCK = 10_000;

  /**
   * The most units that a product may have where each is a row of its own; no turn sells as many.
   */
  private static final Map<String, Long> UNITS_MAX = Map.of("postgres-skip-locked", 100_000L);

  private static final ObjectMapper MAPPER = new ObjectMapper();

  public SpeedPlan {
    services = Map.copyOf(services);
    slots = List.copyOf(slots);
  }

  /**
   * Draws the turns: first a long one for each service that warms it up, then a round that is not
   * counted, then those that are. Each round measures everything once, in an order of its own, and
   * the endpoint that does nothing at its beginning, at its end and every few turns.
   */
  public static List<Slot> draw(List<Measurand> things, int rounds, Workload workload, long seed) {
    Random random = new Random(seed);
    long millis = workload.duration().toMillis();
    List<Slot> slots = new ArrayList<>();
    for (Measurand first : firstOfEachService(things)) {
      slots.add(new Slot(slots.size(), 0, first, workload.warmUp().toMillis()));
    }
    for (int round = 0; round <= rounds; round++) {
      long turnMillis = round == 0 ? Math.min(millis, WARM_UP_TURN_MILLIS_MAX) : millis;
      for (Measurand thing : round(things, random)) {
        slots.add(new Slot(slots.size(), round, thing, turnMillis));
      }
    }
    return slots;
  }

  private static Collection<Measurand> firstOfEachService(List<Measurand> things) {
    Map<String, Measurand> first = new LinkedHashMap<>();
    things.forEach(thing -> first.putIfAbsent(thing.at(), thing));
    return first.values();
  }

  private static List<Measurand> round(List<Measurand> things, Random random) {
    List<Measurand> references = things.stream().filter(Measurand::doesNothing).limit(1).toList();
    List<Measurand> others =
        new ArrayList<>(things.stream().filter(t -> !t.doesNothing()).toList());
    Collections.shuffle(others, random);
    List<Measurand> round = new ArrayList<>(references);
    for (int from = 0; from < others.size(); from += TURNS_BETWEEN_REFERENCES) {
      round.addAll(others.subList(from, Math.min(others.size(), from + TURNS_BETWEEN_REFERENCES)));
      round.addAll(references);
    }
    return round;
  }

  /** How long all of the load lasts. */
  public Duration time() {
    return time(slots);
  }

  /** How long the load of some turns lasts. */
  public static Duration time(List<Slot> slots) {
    return Duration.ofMillis(slots.stream().mapToLong(Slot::totalMillis).sum());
  }

  /**
   * The products that are ordered in a turn; none where no order is placed. What the crowd wants is
   * the last one.
   */
  public List<String> skus(Slot slot) {
    Measurand thing = slot.thing();
    if (!thing.placesOrders()) {
      return List.of(run + ".none");
    }
    if (thing.products() == 1) {
      String one = "%s.t%d".formatted(run, slot.number());
      return thing.crowd() == 0 ? List.of(one) : List.of(one, one + "-crowd");
    }
    // Too many to be registered anew in every round.
    return IntStream.range(0, thing.products())
        .mapToObj(i -> "%s.%s-%d".formatted(run, thing.subject(), i))
        .toList();
  }

  /** What a turn's orders go to. */
  public MeasuredService service(Slot slot) {
    return Objects.requireNonNull(services.get(slot.thing().at()), slot.thing().at());
  }

  /** Every product that the load needs. */
  public List<Supply> supplies() {
    Map<String, Supply> supplies = new LinkedHashMap<>();
    slots.stream()
        .filter(s -> s.thing().placesOrders())
        .flatMap(s -> skus(s).stream().map(sku -> supply(s, sku)))
        .forEach(s -> supplies.putIfAbsent(s.sku(), s));
    return List.copyOf(supplies.values());
  }

  private static Supply supply(Slot slot, String sku) {
    Measurand thing = slot.thing();
    if (thing.wanted() == Measurand.Wanted.REFUSED) {
      return new Supply(sku, thing.subject(), thing.at(), 1, true);
    }
    long seconds = Duration.ofMillis(slot.totalMillis()).plusSeconds(1).toSeconds();
    long ample = thing.products() == 1 ? seconds * ACCEPTED_PER_SECOND_MAX : MANY_PRODUCTS_STOCK;
    long units = Math.min(ample, UNITS_MAX.getOrDefault(thing.subject(), ample));
    return new Supply(sku, thing.subject(), thing.at(), units, false);
  }

  /** The counted rounds. */
  public int rounds() {
    return slots.stream().mapToInt(Slot::round).max().orElse(0);
  }

  /** Everything that is measured, each once. */
  public List<Measurand> things() {
    return slots.stream().map(Slot::thing).distinct().toList();
  }

  public void write(Path file) throws IOException {
    MAPPER.writeValue(file.toFile(), this);
  }

  public static SpeedPlan read(Path file) throws IOException {
    return MAPPER.readValue(file.toFile(), SpeedPlan.class);
  }
}
