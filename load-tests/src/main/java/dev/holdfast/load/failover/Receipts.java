package dev.holdfast.load.failover;

import dev.holdfast.load.failover.Attempt.Answer;
import dev.holdfast.load.process.Io;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Every order of a round and its answer, as a file for a person. */
record Receipts(Switch failover, List<Attempt> attempts) {
  private static final String HEAD = "sent,answered,instance,product,key,answer,order";

  void write(Path directory) {
    Stream<String> lines =
        attempts.stream().sorted(Comparator.comparingLong(Attempt::startNanos)).map(this::line);
    List<String> all = Stream.concat(Stream.of(HEAD), lines).toList();
    Io.run(
        "the receipts cannot be written",
        () -> Files.write(directory.resolve("receipts.csv"), all));
  }

  private String line(Attempt attempt) {
    String[] answer =
        switch (attempt.answer()) {
          case Answer.Acknowledged(var id) -> new String[] {"acknowledged", id};
          case Answer.SoldOut() -> new String[] {"sold out", ""};
          case Answer.Refused(var code) -> new String[] {"refused " + code, ""};
          case Answer.Unknown(var code) -> new String[] {"unknown " + code, ""};
          case Answer.Unexpected(var what) -> new String[] {"unexpected " + what, ""};
        };
    return String.format(
        Locale.ROOT,
        "%.3f,%.3f,%d,%s,%s,%s,%s",
        failover.secondsTo(attempt.startNanos()),
        failover.secondsTo(attempt.endNanos()),
        attempt.instance(),
        attempt.offer().sku(),
        attempt.key(),
        answer[0],
        answer[1]);
  }
}
