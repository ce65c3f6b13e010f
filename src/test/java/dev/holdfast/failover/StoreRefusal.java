package dev.holdfast.failover;

import dev.holdfast.redis.client.RedisGateway;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * Why a Redis that is reached refuses to write: each is brought about for real, and ended again.
 */
enum StoreRefusal {
  /** Used memory is at maxmemory. */
  OOM {
    @Override
    void begin(RedisGateway redis) {
      set(redis, "maxmemory", "1");
    }

    @Override
    void end(RedisGateway redis) {
      set(redis, "maxmemory", "0");
    }
  },
  NOREPLICAS {
    @Override
    void begin(RedisGateway redis) {
      set(redis, "min-replicas-to-write", "1");
    }

    @Override
    void end(RedisGateway redis) {
      set(redis, "min-replicas-to-write", "0");
    }
  },
  /** The process that was to save the data set was killed. */
  MISCONF {
    @Override
    void begin(RedisGateway redis) {
      set(redis, "save", "3600 1");
      if (hasFailedToSave(redis)) {
        return;
      }
      set(redis, "rdb-key-save-delay", "60000000");
      redis.<String>write(commands -> commands.bgsave());
      ProcessHandle server =
          ProcessHandle.of(Long.parseLong(info(redis, "server", "process_id"))).orElseThrow();
      Awaitility.await()
          .until(() -> {
            server.children().forEach(ProcessHandle::destroyForcibly);
            return hasFailedToSave(redis);
          });
    }

    private static boolean hasFailedToSave(RedisGateway redis) {
      return info(redis, "persistence", "rdb_last_bgsave_status").equals("err");
    }

    @Override
    void end(RedisGateway redis) {
      set(redis, "save", "");
    }
  };

  abstract void begin(RedisGateway redis);

  abstract void end(RedisGateway redis);

  static void set(RedisGateway redis, String setting, String value) {
    redis.<String>write(commands -> commands.configSet(setting, value));
  }

  /** Redis keeps back whatever may write, until the pause ends. */
  static void pauseWrites(RedisGateway redis, Duration longest) {
    client(redis, "PAUSE", Long.toString(longest.toMillis()), "WRITE");
  }

  static void endPause(RedisGateway redis) {
    client(redis, "UNPAUSE");
  }

  private static void client(RedisGateway redis, String... arguments) {
    redis.<String>read(commands ->
        commands.dispatch(
            CommandType.CLIENT,
            new StatusOutput<>(StringCodec.UTF8),
            new CommandArgs<>(StringCodec.UTF8).addValues(List.of(arguments))));
  }

  static String info(RedisGateway redis, String section, String field) {
    var found =
        Pattern.compile("(?m)^" + field + ":(\\S+)")
            .matcher(redis.<String>read(commands -> commands.info(section)));
    if (!found.find()) {
      throw new AssertionError("INFO has no " + field);
    }
    return found.group(1);
  }
}
