package dev.holdfast.redis.stock;

import dev.holdfast.redis.client.Epochs;
import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.client.ScriptCall;
import dev.holdfast.redis.client.StockSignals;
import dev.holdfast.redis.data.ReplyCode;
import dev.holdfast.redis.script.Script;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.store.StockStore.SettledLine;
import dev.holdfast.store.StockStore.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/** Brings many lines to where their orders' records say: many lines of a SKU in one script. */
final class LineSettlement {
  /** How many lines one script, and one round trip, has: Redis answers others in between. */
  private static final int TOGETHER_MAX = 100;

  private final RedisGateway redis;

  LineSettlement(RedisGateway redis) {
    this.redis = redis;
  }

  Set<OrderId> settle(List<SettledLine> lines) {
    List<List<SettledLine>> scripts = new ArrayList<>();
    var open = new LinkedHashMap<Sku, List<SettledLine>>();
    for (SettledLine line : lines) {
      var together = open.computeIfAbsent(line.sku(), sku -> new ArrayList<>());
      together.add(line);
      if (together.size() == TOGETHER_MAX) {
        scripts.add(together);
        open.remove(line.sku());
      }
    }
    scripts.addAll(open.values());
    var failed = new HashSet<OrderId>();
    for (int i = 0; !scripts.isEmpty(); i++) {
      if (i == Epochs.TRIES_MAX) {
        throw Epochs.moving(scripts.getFirst().getFirst().sku());
      }
      scripts = settle(scripts, failed);
    }
    return failed;
  }

  /** Answers those that are to be sent again, since another epoch holds. */
  private List<List<SettledLine>> settle(List<List<SettledLine>> scripts, Set<OrderId> failed) {
    var again = new ArrayList<List<SettledLine>>();
    var outcomes = redis.runEachInTurns(turns(scripts));
    // Before a fault of one is thrown: what the others gave back is there.
    for (int i = 0; i < scripts.size(); i++) {
      var reply = outcomes.get(i).reply();
      if (reply != null) {
        StockSignals.after(redis, scripts.get(i).getFirst().sku(), reply);
      }
    }
    for (int i = 0; i < scripts.size(); i++) {
      var script = scripts.get(i);
      var reply = outcomes.get(i).get();
      if (redis.epochs().learnedFrom(script.getFirst().sku(), reply)) {
        again.add(script);
        continue;
      }
      for (int j = 0; j < script.size(); j++) {
        var line = script.get(j);
        if (!hasFollowed(line.step(), reply.get(j))) {
          failed.add(line.order());
        }
      }
    }
    return again;
  }

  private List<List<ScriptCall>> turns(List<List<SettledLine>> scripts) {
    var turns = new ArrayList<List<ScriptCall>>();
    int together = TOGETHER_MAX;
    for (List<SettledLine> script : scripts) {
      if (together + script.size() > TOGETHER_MAX) {
        turns.add(new ArrayList<>());
        together = 0;
      }
      turns.getLast().add(call(script));
      together += script.size();
    }
    return turns;
  }

  private ScriptCall call(List<SettledLine> lines) {
    Sku sku = lines.getFirst().sku();
    long epoch = redis.epochs().of(sku);
    return ScriptCall.of(
        Script.LINES_SETTLE,
        redis.epochs().keys(sku, epoch),
        epoch,
        lines.stream()
            .map(line -> List.of(line.step(), line.order(), line.attempt(), line.quantity()))
            .toList());
  }

  /** Sold is a promise: unlike a release, it is not done where Redis does not know the SKU. */
  private static boolean hasFollowed(Step step, Object answer) {
    if (ReplyCode.PAUSED.is(answer) || ReplyCode.DAMAGED.is(answer)) {
      return false;
    }
    return step != Step.SELL || ReplyCode.SOLD.is(answer);
  }
}
