package dev.holdfast.api.console;

import dev.holdfast.api.stream.Audience;
import dev.holdfast.api.stream.Feed;
import dev.holdfast.stock.Inventory.StockedProduct;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreUnavailableException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * The live pictures of the console. Pages that show the same products share one feed; a round reads
 * each product once for all feeds, and nothing while no page is open.
 *
 * <p>One thread samples; any thread may open a stream.
 */
final class LiveProducts {
  /** What one call asks the store for. */
  static final int BATCH_MAX = 100;

  private final Audience audience;
  private final Function<Collection<Sku>, List<StockedProduct>> stock;
  private final Painter painter;
  private final int samplesMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<SortedSet<Sku>, Live> feeds = new LinkedHashMap<>();
  private int first;

  /** Makes a picture of what was read. */
  interface Painter {
    /**
     * Makes the parts that all pictures of a round share.
     *
     * @param reachable whether the store answered
     */
    Round round(boolean reachable);

    /** A round. */
    interface Round {
      ConsolePicture picture(Collection<StockedProduct> found, List<String> unknown);
    }
  }

  /** A feed of some products. Its last products are the sampler's. */
  private static final class Live {
    final SortedSet<Sku> skus;
    final Feed feed;
    List<StockedProduct> found = List.of();

    Live(SortedSet<Sku> skus, Feed feed) {
      this.skus = skus;
      this.feed = feed;
    }
  }

  /**
   * @param stock reads products with their levels
   * @param samplesMax how many products a round reads at most, beside those of one page
   */
  LiveProducts(
      Audience audience,
      Function<Collection<Sku>, List<StockedProduct>> stock,
      Painter painter,
      int samplesMax) {
    this.audience = audience;
    this.stock = stock;
    this.painter = painter;
    this.samplesMax = samplesMax;
  }

  /**
   * Answers with a stream of pictures of some products.
   *
   * @throws dev.holdfast.api.problem.Problem when there are too many viewers, or this instance ends
   */
  void open(SortedSet<Sku> skus, HttpServletRequest request, HttpServletResponse response) {
    lock.lock();
    try {
      // The viewer enters before the next round looks for feeds without viewers.
      feeds
          .computeIfAbsent(skus, asked -> new Live(asked, audience.feed("console")))
          .feed
          .open(request, response);
    } finally {
      lock.unlock();
    }
  }

  /** How many feeds there are. */
  int feeds() {
    lock.lock();
    try {
      return feeds.size();
    } finally {
      lock.unlock();
    }
  }

  /** Makes the next picture of each feed, within the bound of a round. */
  void sample() {
    List<Live> turn = turn();
    if (turn.isEmpty()) {
      return;
    }
    var all = new TreeSet<Sku>();
    turn.forEach(live -> all.addAll(live.skus));
    boolean reachable = true;
    var read = new TreeMap<Sku, StockedProduct>();
    try {
      var skus = List.copyOf(all);
      for (int from = 0; from < skus.size(); from += BATCH_MAX) {
        stock
            .apply(skus.subList(from, Math.min(skus.size(), from + BATCH_MAX)))
            .forEach(found -> read.put(found.product().sku(), found));
      }
    } catch (StoreUnavailableException | OutcomeUnknownException e) {
      reachable = false;
    }
    Painter.Round round = painter.round(reachable);
    for (Live live : turn) {
      if (reachable) {
        live.found =
            live.skus.stream().filter(read::containsKey).map(sku -> of(read, sku)).toList();
      }
      var known = live.found.stream().map(found -> found.product().sku()).toList();
      var unknown =
          reachable
              ? live.skus.stream().filter(sku -> !known.contains(sku)).map(Sku::value).toList()
              : List.<String>of();
      live.feed.publish(round.picture(live.found, unknown));
    }
  }

  private static StockedProduct of(Map<Sku, StockedProduct> read, Sku sku) {
    return Objects.requireNonNull(read.get(sku));
  }

  /** The feeds of this round; where their products are too many, the others come next. */
  private List<Live> turn() {
    lock.lock();
    try {
      feeds.values().removeIf(live -> live.feed.viewers() == 0);
      var open = new ArrayList<>(feeds.values());
      var turn = new ArrayList<Live>();
      int products = 0;
      for (int i = 0; i < open.size(); i++) {
        Live live = open.get((first + i) % open.size());
        products += live.skus.size();
        if (!turn.isEmpty() && products > samplesMax) {
          break;
        }
        turn.add(live);
      }
      first = open.isEmpty() ? 0 : (first + turn.size()) % open.size();
      return turn;
    } finally {
      lock.unlock();
    }
  }
}
