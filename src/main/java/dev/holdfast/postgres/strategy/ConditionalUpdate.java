package dev.holdfast.postgres.strategy;

import dev.holdfast.postgres.transaction.RepeatException;
import dev.holdfast.postgres.transaction.Transaction;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The UPDATE itself checks and takes: the row lock that it needs anyway is all its coordination.
 */
final class ConditionalUpdate implements TakeStrategy {
  private static final Function<Destination, String> TAKE =
      Rows.statements(
          """
          UPDATE stock SET available = available - ?, %s, version = version + 1
          WHERE sku = ? AND epoch = ? AND available >= ?
          """);

  @Override
  public TakeResult take(Transaction transaction, List<Take> takes, Destination destination) {
    Rows.lock(transaction, takes);
    int[] written =
        transaction.batch(
            TAKE.apply(destination),
            takes.stream()
                .map(take ->
                    new Object[] {
                      take.quantity(),
                      take.quantity(),
                      take.sku().value(),
                      take.epoch(),
                      take.quantity()
                    })
                .toList());
    if (Arrays.stream(written).allMatch(count -> count == 1)) {
      return new TakeResult.Taken();
    }
    // What it wrote is visible to itself: only what was not written tells why.
    var refused =
        IntStream.range(0, written.length)
            .filter(i -> written[i] == 0)
            .mapToObj(takes::get)
            .toList();
    TakeResult why = Rows.compare(Rows.read(transaction, refused, ""), refused);
    if (why instanceof TakeResult.Taken) {
      throw new RepeatException("units came back meanwhile");
    }
    return why;
  }
}
