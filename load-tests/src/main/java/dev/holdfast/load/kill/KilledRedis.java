package dev.holdfast.load.kill;

import dev.holdfast.load.process.RedisLocation;
import dev.holdfast.load.process.RedisServerProcess;
import dev.holdfast.load.process.RunContext;
import java.util.List;
import java.util.Map;

/** A Redis that answers a change when it is on disk. It is killed and started again on its file. */
record KilledRedis(RedisServerProcess server) implements KilledStore {
  static KilledRedis start(RunContext context) {
    return new KilledRedis(RedisServerProcess.startDurable(context.supervisor(), context.logs()));
  }

  @Override
  public String name() {
    return "Redis";
  }

  @Override
  public Map<String, String> location() {
    return RedisLocation.at(server.address());
  }

  @Override
  public List<Blow> blows() {
    return List.of(
        new Blow("killed with all instances", true, server::killAndRestart),
        new Blow("killed", false, server::killAndRestart));
  }

  @Override
  public boolean hasPoints() {
    return true;
  }

  @Override
  public void close() {
    server.close();
  }
}
