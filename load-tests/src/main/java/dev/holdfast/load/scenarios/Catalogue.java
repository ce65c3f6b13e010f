package dev.holdfast.load.scenarios;

import static dev.holdfast.load.scenarios.Measurand.DO_NOTHING;
import static dev.holdfast.load.scenarios.Measurand.PLAIN_SERVLET;

import dev.holdfast.load.check.Scope;
import dev.holdfast.load.endpoints.HoldfastClient.DeclaredStrategy;
import dev.holdfast.load.scenarios.Measurand.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is measured.
 *
 * @param users the connections of whatever is not about their number
 * @param hasDoNothing whether the service has the endpoint that everything is compared with
 * @param hasPlainServlet whether it has the plain servlet beside that
 * @param hasBareLock whether an instance runs whose {@code redisson-lock} has no mutex in front
 */
public record Catalogue(
    int users, boolean hasDoNothing, boolean hasPlainServlet, boolean hasBareLock) {
  /** How many products "many" are. */
  public static final int MANY_PRODUCTS = 10_000;

  private static final int ONE_PRODUCT = 1;
  private static final int MANY_USERS_FACTOR = 4;
  private static final int LOCK_USERS_FACTOR = 2;
  private static final List<String> COMPETING =
      List.of("mutex", "lock", "jvm-semaphore", "cas", "update", "optimistic", "serializable");
  private static final String REDISSON_LOCK = "redisson-lock";

  /** The speed phase: each strategy accepting and refusing, on one hot product. */
  public List<Measurand> speed(List<DeclaredStrategy> strategies) {
    List<Measurand> things = new ArrayList<>(endpoints());
    for (DeclaredStrategy strategy : strategies) {
      things.add(accepted(strategy));
      things.add(thing(strategy.name(), Wanted.REFUSED, users, ONE_PRODUCT, "", doNothing()));
    }
    return things;
  }

  /**
   * The scaling phase: what more connections or many products change. Strategies whose customers
   * wait for each other's locks or compete by trying again cannot but slow down, and are left out;
   * so is the one that protects against nothing.
   */
  public List<Measurand> scaling(List<DeclaredStrategy> strategies) {
    List<Measurand> things = new ArrayList<>(endpoints());
    for (DeclaredStrategy strategy : strategies) {
      if (!competes(strategy.name()) && strategy.guarantee().scope() != Scope.NONE) {
        Measurand alone = accepted(strategy);
        int many = users * MANY_USERS_FACTOR;
        things.add(alone);
        things.add(
            thing(
                strategy.name(),
                Wanted.ACCEPTED,
                many,
                ONE_PRODUCT,
                ", %d connections".formatted(many),
                alone.id()));
        things.add(
            thing(
                strategy.name(),
                Wanted.ACCEPTED,
                users,
                MANY_PRODUCTS,
                String.format(Locale.ROOT, ", %,d products", MANY_PRODUCTS),
                alone.id()));
      }
      if (strategy.name().equals(REDISSON_LOCK) && hasBareLock) {
        things.addAll(locks());
      }
    }
    return things;
  }

  private static boolean competes(String strategy) {
    return COMPETING.stream().anyMatch(strategy::contains);
  }

  /** A lock with a mutex in front of it, and the lock alone. */
  private List<Measurand> locks() {
    int connections = users * LOCK_USERS_FACTOR;
    String bare = "bare RLock accepted, %d connections".formatted(connections);
    return List.of(
        new Measurand(
            bare,
            REDISSON_LOCK,
            Wanted.ACCEPTED,
            connections,
            ONE_PRODUCT,
            Measurand.BARE_LOCK,
            0,
            doNothing()),
        thing(
            REDISSON_LOCK,
            Wanted.ACCEPTED,
            connections,
            ONE_PRODUCT,
            ", %d connections".formatted(connections),
            bare));
  }

  private List<Measurand> endpoints() {
    List<Measurand> things = new ArrayList<>();
    if (hasDoNothing) {
      things.add(endpoint(DO_NOTHING, hasPlainServlet ? PLAIN_SERVLET : null));
    }
    if (hasPlainServlet) {
      things.add(endpoint(PLAIN_SERVLET, doNothing()));
    }
    return things;
  }

  private Measurand endpoint(String name, @Nullable String reference) {
    return Measurand.alone(name, name, Wanted.ACCEPTED, users, ONE_PRODUCT, reference);
  }

  private Measurand accepted(DeclaredStrategy strategy) {
    return thing(strategy.name(), Wanted.ACCEPTED, users, ONE_PRODUCT, "", doNothing());
  }

  private static Measurand thing(
      String strategy,
      Wanted wanted,
      int connections,
      int products,
      String tail,
      @Nullable String reference) {
    String id = strategy + " " + wanted.label() + tail;
    return Measurand.alone(id, strategy, wanted, connections, products, reference);
  }

  private @Nullable String doNothing() {
    return hasDoNothing ? DO_NOTHING : null;
  }
}
