package dev.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a journal has, and where a writer goes on. */
class JournalTest extends JournalTestBase {
  @Test
  void everyEventIsALine_inTheOrderOfTheLog_andTheFileIsItsOwnersAlone() throws IOException {
    copy(250);
    copy(260);
    written.assertHasAll(260);
    assertThat(Files.readString(path))
        .startsWith(
            "{\"orderId\":\"order-0\",\"version\":1,\"type\":\"RESERVED\","
                + "\"occurredAt\":\"1970-01-01T00:00:00.000Z\",\"next\":\"n-1\"}\n");
    for (Path file : List.of(path, path.resolveSibling("orders.jsonl.lock"))) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
    assertThat(count("holdfast.journal.lines")).isEqualTo(260);
    assertThat(gauge("holdfast.journal.holder")).isEqualTo(1);
    assertThat(behind()).isZero();
  }

  @Test
  void aNewWriterGoesOnAfterTheLastLine() throws IOException {
    copy(10);
    restart();
    copy(20);
    written.assertHasAll(20);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 60, 100})
  void aTornLastLineIsCut(int length) throws IOException {
    copy(10);
    tear(length);
    restart();
    journal.run();
    written.assertHasAll(10);
    copy(20);
    written.assertHasAll(20);
  }

  @Test
  void aFileThatHasATornLineOnlyBeginsAnew() throws IOException {
    tear(50);
    copy(20);
    written.assertHasAll(20);
  }

  @Test
  void theFileIsRotatedBeforeItIsTooLarge_andOldFilesAreDeleted() throws IOException {
    restart(FileChannel::write, 100);
    copy(5_000);
    written.assertHasAll(5_000);
    assertThat(written.all())
        .hasSizeGreaterThan(6)
        .allSatisfy(file -> assertThat(Files.size(file)).isLessThanOrEqualTo(SIZE_MAX));
    var names = written.all().stream().map(file -> file.getFileName().toString()).toList();
    assertThat(names)
        .startsWith("orders.jsonl.00000001", "orders.jsonl.00000002")
        .endsWith("orders.jsonl");

    restart();
    copy(6_000);
    assertThat(written.all()).hasSize(KEEP + 1);
    assertThat(written.all().getLast()).isEqualTo(path);
    assertThat(written.lines().getLast()).isEqualTo(JournalLine.of(NumberedEvents.event(5_999)));
  }

  /** The writer died after it renamed the file, or after it made the next one. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRotationThatWasNotFinishedIsGoneOnFrom(boolean isMade) throws IOException {
    copy(100);
    Files.move(path, path.resolveSibling("orders.jsonl.00000001"));
    if (isMade) {
      Files.createFile(path);
    }
    restart();
    copy(200);
    written.assertHasAll(200);
    assertThat(written.all()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"root:x:0:0:root:/root:/bin/bash\n", "no line", "{\"a\":1}\n"})
  void aFileThatIsNoJournalIsLeftAsItIs(String content) throws IOException {
    Files.writeString(path, content);
    assertThat(new JournalFiles(path).whyUnusable()).get().asString().contains("it is no journal");
    events.growTo(10);
    fails(journal, "it is no journal");
    assertThat(Files.readString(path)).isEqualTo(content);
  }

  @Test
  void aJournalOfAnotherStoreIsNotContinued() throws IOException {
    String other =
        new String(JournalLine.gap(null, "p-00000001-7").bytes(), StandardCharsets.UTF_8);
    Files.writeString(path, other);
    events.growTo(10);
    fails(journal, "its last line is not of this store");
    assertThat(Files.readString(path)).isEqualTo(other);
  }

  @Test
  void aPathThatCannotBeUsedIsSaid() throws IOException {
    assertThat(new JournalFiles(path).whyUnusable()).isEmpty();
    assertThat(new JournalFiles(folder.resolve("none/orders")).whyUnusable())
        .contains("its directory does not exist");
    Path directory = Files.createDirectory(folder.resolve("directory"));
    assertThat(new JournalFiles(directory).whyUnusable()).contains("it is no regular file");
  }

  private void tear(int length) throws IOException {
    byte[] line = JournalLine.of(NumberedEvents.event(1_000_000)).bytes();
    Files.write(
        path, Arrays.copyOf(line, length), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
