package dev.holdfast.load.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.load.check.Cancellation;
import dev.holdfast.load.check.Line;
import dev.holdfast.load.check.Outcome;
import dev.holdfast.load.check.Receipt;
import dev.holdfast.load.check.Shortage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReceiptFileTest {
  @Test
  void everyOutcomeSurvivesTheFile(@TempDir Path directory) throws IOException {
    List<Line> lines = List.of(new Line("A", 2), new Line("B", 1));
    List<Receipt> receipts =
        Stream.of(
                new Outcome.Accepted("id", true, lines),
                new Outcome.SoldOut(List.of(new Shortage("A", 2, 1))),
                new Outcome.Busy("contended"),
                new Outcome.Unknown("no answer", null),
                new Outcome.Unknown("outcome-unknown", "id2"),
                new Outcome.Unexpected(500, "\"quoted\"\nlines"))
            .map(o -> new Receipt("key", 1, lines, 10, 20, o))
            .toList();
    var file =
        new ReceiptFile(
            receipts,
            List.of(new Cancellation("id", 21, 22, Cancellation.Result.CANCELLED, "200")));
    file.write(directory.resolve("receipts.jsonl"));
    assertThat(ReceiptFile.read(directory.resolve("receipts.jsonl"))).isEqualTo(file);
  }
}
