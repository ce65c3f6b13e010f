package dev.holdfast.load.scenarios;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.load.check.Cancellation;
import dev.holdfast.load.check.Outcome;
import dev.holdfast.load.check.Receipt;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Receipts and cancellations as lines of JSON, so that a doubted verdict can be looked into. */
public record ReceiptFile(List<Receipt> receipts, List<Cancellation> cancellations) {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().addMixIn(Outcome.class, NamedOutcome.class);

  public ReceiptFile {
    receipts = List.copyOf(receipts);
    cancellations = List.copyOf(cancellations);
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Outcome.Accepted.class, name = "accepted"),
    @JsonSubTypes.Type(value = Outcome.SoldOut.class, name = "sold-out"),
    @JsonSubTypes.Type(value = Outcome.Busy.class, name = "busy"),
    @JsonSubTypes.Type(value = Outcome.Unknown.class, name = "unknown"),
    @JsonSubTypes.Type(value = Outcome.Unexpected.class, name = "unexpected")
  })
  private interface NamedOutcome {}

  private record Entry(@Nullable Receipt receipt, @Nullable Cancellation cancellation) {}

  /** Writes the file anew. */
  public void write(Path file) throws IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      for (Receipt receipt : receipts) {
        writer.append(MAPPER.writeValueAsString(new Entry(receipt, null))).append('\n');
      }
      for (Cancellation cancellation : cancellations) {
        writer.append(MAPPER.writeValueAsString(new Entry(null, cancellation))).append('\n');
      }
    }
  }

  /** Reads what {@link #write} wrote. */
  public static ReceiptFile read(Path file) throws IOException {
    List<Receipt> receipts = new ArrayList<>();
    List<Cancellation> cancellations = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      Entry entry = MAPPER.readValue(line, Entry.class);
      if (entry.receipt() != null) {
        receipts.add(entry.receipt());
      }
      if (entry.cancellation() != null) {
        cancellations.add(entry.cancellation());
      }
    }
    return new ReceiptFile(receipts, cancellations);
  }
}
