package dev.holdfast.examples;

import io.lettuce.core.Consumer;
import io.lettuce.core.RedisBusyException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAutoClaimArgs;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Follows all orders by their events, and by the listing where events are lost. It reports the
 * present state of an order, not each step on the way there, and may report a state more than once:
 * {@link State#isNewsAfter} tells. Several may share a group, one thread each.
 */
final class OrderFollower {
  private static final int STREAMS = 16;
  private static final int EVENTS_MAX = 100;
  private static final int PAGE = 500;

  /** An order that the listing files a moment late is still found. */
  private static final Duration OVERLAP = Duration.ofMinutes(1);

  private static final JsonMapper JSON = new JsonMapper();

  /** An order as it is. */
  record State(String id, Instant createdAt, long version, String status) {
    /**
     * Whether it is later than what was handled of this order. The version alone does not tell:
     * long after an order has ended it is forgotten, its key may place it anew, and its versions
     * start again.
     */
    boolean isNewsAfter(@Nullable State handled) {
      return handled == null
          || createdAt.isAfter(handled.createdAt)
          || (createdAt.equals(handled.createdAt) && version > handled.version);
    }
  }

  /** What is done with an order. When it throws, the order comes again. */
  interface Handler {
    void handle(State order);
  }

  /**
   * Who reads.
   *
   * @param abandonedAfter how long an event may be with a consumer before another takes it over
   */
  record Reader(String group, String name, Duration abandonedAfter) {}

  private final RedisCommands<String, String> redis;
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI holdfast;
  private final String adminToken;
  private final Reader reader;
  private final Handler handler;

  OrderFollower(
      RedisCommands<String, String> redis,
      URI holdfast,
      String adminToken,
      Reader reader,
      Handler handler) {
    this.redis = redis;
    this.holdfast = holdfast;
    this.adminToken = adminToken;
    this.reader = reader;
    this.handler = handler;
  }

  /**
   * Handles what there is now, at most {@value #EVENTS_MAX} events of each stream. To be called
   * again and again, with a pause when it returns 0.
   *
   * @return how many events there were
   */
  int round() throws IOException, InterruptedException {
    int events = 0;
    for (String stream : IntStream.range(0, STREAMS).mapToObj(OrderFollower::stream).toList()) {
      try {
        events += follow(stream);
      } catch (RedisCommandExecutionException e) {
        if (!String.valueOf(e.getMessage()).startsWith("NOGROUP")) {
          throw e;
        }
        // The first time, or Redis has lost the stream: all orders are listed after the group is
        // there, so that none falls in between.
        createGroup(stream);
        catchUp(Instant.EPOCH);
      }
    }
    return events;
  }

  @SuppressWarnings("unchecked") // Lettuce takes its streams as a generic array.
  private int follow(String stream) throws IOException, InterruptedException {
    Position from = unhandled(stream);
    var consumer = Consumer.from(reader.group(), reader.name());
    List<StreamMessage<String, String>> events = new ArrayList<>();
    events.addAll(
        redis
            .xautoclaim(
                stream,
                new XAutoClaimArgs<String>()
                    .consumer(consumer)
                    .minIdleTime(reader.abandonedAfter())
                    .startId("0-0")
                    .count(EVENTS_MAX))
            .getMessages());
    events.addAll(
        redis.xreadgroup(
            consumer, XReadArgs.Builder.count(EVENTS_MAX), StreamOffset.lastConsumed(stream)));
    // Looked at after reading: what is trimmed in between is noticed too. Where no more than the
    // last handled one is gone, the
    // listing is read in vain.
    if (oldest(stream).compareTo(from) > 0) {
      catchUp(Instant.ofEpochMilli(from.millis()).minus(OVERLAP));
    }
    Set<String> orders = new LinkedHashSet<>();
    events.forEach(event -> orders.add(event.getBody().getOrDefault("id", "")));
    orders.remove("");
    for (String order : orders) {
      HttpResponse<String> answer = get("/api/v1/orders/" + order);
      // What is forgotten meanwhile had ended long before.
      if (answer.statusCode() != 404) {
        handler.handle(state(parsed(answer)));
      }
    }
    if (!events.isEmpty()) {
      redis.xack(
          stream, reader.group(), events.stream().map(StreamMessage::getId).toArray(String[]::new));
    }
    return events.size();
  }

  /** By the listing, which has all orders that are remembered. */
  private void catchUp(Instant since) throws IOException, InterruptedException {
    Instant from = since.isBefore(Instant.EPOCH) ? Instant.EPOCH : since;
    String query = "/api/v1/orders?limit=" + PAGE + "&updatedSince=" + from;
    for (String next = query; next != null; ) {
      JsonNode page = parsed(get(next));
      for (JsonNode order : page.path("items")) {
        // An order on its way has no event yet either.
        if (!order.path("status").asString().equals("PLACING")) {
          handler.handle(state(order));
        }
      }
      JsonNode cursor = page.path("nextCursor");
      next = cursor.isMissingNode() ? null : query + "&cursor=" + cursor.asString();
    }
  }

  private void createGroup(String stream) {
    try {
      redis.xgroupCreate(
          StreamOffset.latest(stream), reader.group(), XGroupCreateArgs.Builder.mkstream());
    } catch (RedisBusyException e) {
      // Another one of the group was quicker.
    }
  }

  /** Where the first event is that nobody has handled, or will be. */
  private Position unhandled(String stream) {
    var pending = redis.xpending(stream, reader.group());
    if (pending.getCount() > 0) {
      return Position.of(pending.getMessageIds().getLower().getValue());
    }
    for (Object group : redis.xinfoGroups(stream)) {
      Map<String, Object> fields = fields((List<?>) group);
      if (reader.group().equals(fields.get("name"))) {
        return Position.of(String.valueOf(fields.get("last-delivered-id"))).next();
      }
    }
    throw new RedisCommandExecutionException("NOGROUP of this name any more");
  }

  /** Where the oldest event is that is left, or will be. */
  private Position oldest(String stream) {
    Map<String, Object> fields = fields(redis.xinfoStream(stream));
    return fields.get("first-entry") instanceof List<?> first
        ? Position.of(String.valueOf(first.getFirst()))
        : Position.of(String.valueOf(fields.get("last-generated-id"))).next();
  }

  private static Map<String, Object> fields(List<?> pairs) {
    Map<String, Object> fields = new HashMap<>();
    for (int i = 0; i + 1 < pairs.size(); i += 2) {
      fields.put(String.valueOf(pairs.get(i)), pairs.get(i + 1));
    }
    return fields;
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(holdfast.resolve(path)).timeout(Duration.ofSeconds(30));
    if (!adminToken.isEmpty()) {
      request.header("Authorization", "Bearer " + adminToken);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static JsonNode parsed(HttpResponse<String> answer) throws IOException {
    if (answer.statusCode() != 200) {
      throw new IOException("Holdfast answered " + answer.statusCode() + ": " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  private static State state(JsonNode order) {
    return new State(
        order.path("id").asString(),
        Instant.parse(order.path("createdAt").asString()),
        order.path("version").asLong(),
        order.path("status").asString());
  }

  private static String stream(int n) {
    return "holdfast:{o" + n + "}:events";
  }

  /** Where in a stream: the name of an entry. */
  private record Position(long millis, long number) implements Comparable<Position> {
    static Position of(String id) {
      String[] parts = id.split("-");
      return new Position(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
    }

    Position next() {
      return new Position(millis, number + 1);
    }

    @Override
    public int compareTo(Position other) {
      int byTime = Long.compare(millis, other.millis);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }
}
