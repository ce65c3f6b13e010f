package dev.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a journal has after its file was deleted, renamed, cut or written by another program. */
class LostJournalTest extends JournalTestBase {
  @Test
  void aDeletedFileIsReported_andTheCopyGoesOn() throws IOException {
    copy(100);
    Files.delete(path);
    copy(200);
    var lines = written.lines();
    assertThat(lines.getFirst().type()).isEqualTo(JournalLine.FILE_LOST);
    assertThat(lines.getFirst().next()).isEqualTo(NumberedEvents.position(100));
    assertThat(lines.subList(1, lines.size())).isEqualTo(NumberedEvents.lines(100, 200));
    assertThat(count("holdfast.journal.gaps")).isEqualTo(1);
    assertThat(count("holdfast.journal.failures")).isZero();
  }

  @Test
  void aFileThatAnotherProgramRenamedIsGoneOnFrom() throws IOException {
    copy(100);
    Path renamed = Files.move(path, folder.resolve("moved"), StandardCopyOption.ATOMIC_MOVE);
    copy(200);
    assertThat(WrittenJournal.lines(renamed)).isEqualTo(NumberedEvents.lines(0, 100));
    assertThat(written.lines().getFirst().type()).isEqualTo(JournalLine.FILE_LOST);
    assertThat(written.lines()).hasSize(101);
  }

  /** It is deleted while nothing can be written, and the note of that is torn at first. */
  @Test
  void aFileThatIsLostBetweenFaultsIsReportedOnce_andNothingIsCopiedAgain() throws IOException {
    var disk = new SmallDisk();
    restart(disk, KEEP);
    disk.left = Long.MAX_VALUE;
    copy(100);
    disk.left = 0;
    events.growTo(200);
    fails(journal, "No space left on device");
    Files.delete(path);
    disk.left = 10;
    fails(journal, "No space left on device");
    assertThat(count("holdfast.journal.gaps")).isZero();
    disk.left = Long.MAX_VALUE;
    journal.run();
    var lines = written.lines();
    assertThat(lines.getFirst().type()).isEqualTo(JournalLine.FILE_LOST);
    assertThat(lines.getFirst().next()).isEqualTo(NumberedEvents.position(100));
    assertThat(lines.subList(1, lines.size())).isEqualTo(NumberedEvents.lines(100, 200));
    assertThat(count("holdfast.journal.gaps")).isEqualTo(1);
  }

  /** The disk is full when the new file is begun, and the old one is moved away. */
  @Test
  void whatIsInARotatedFileThatWasMovedAwayIsNotCopiedAgain() throws IOException {
    var disk = new SmallDisk();
    restart(disk, KEEP);
    disk.left = Long.MAX_VALUE;
    int number = 500;
    copy(number);
    while (Files.size(path) + JournalLine.of(NumberedEvents.event(number)).bytes().length
        <= SIZE_MAX) {
      copy(++number);
    }
    disk.left = 0;
    events.growTo(number + 1);
    fails(journal, "No space left on device");
    Files.move(path.resolveSibling("orders.jsonl.00000001"), folder.resolve("shipped"));
    disk.left = Long.MAX_VALUE;
    journal.run();
    assertThat(written.lines()).isEqualTo(NumberedEvents.lines(number, number + 1));
    assertThat(count("holdfast.journal.gaps")).isZero();
  }

  @Test
  void aFileThatAnotherProgramCutIsGoneOnFrom() {
    copy(100);
    cut();
    copy(200);
    assertThat(written.lines().getFirst().type()).isEqualTo(JournalLine.FILE_LOST);
    assertThat(written.lines()).hasSize(101);
  }

  /** All that comes after the cut is whole, and the cut is noticed at the next page. */
  @Test
  void aFileThatIsCutBetweenTheLookAndTheWriteHasNoHole() throws IOException {
    copy(100);
    events.atNextRead(this::cut);
    copy(350);
    var lines = written.lines();
    assertThat(lines.subList(0, 100)).isEqualTo(NumberedEvents.lines(100, 200));
    assertThat(lines.get(100).type()).isEqualTo(JournalLine.FILE_LOST);
    assertThat(lines.subList(101, lines.size())).isEqualTo(NumberedEvents.lines(200, 350));
    assertThat(count("holdfast.journal.gaps")).isEqualTo(1);
  }

  /** The journal's own lines are gone on from; what another wrote is kept under the next number. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void linesOfAnotherProgramAtTheEndAreMovedAside(boolean isInUse) throws IOException {
    copy(100);
    if (!isInUse) {
      restart();
    }
    Files.writeString(path, "hello\n{\"a\":1}\n", StandardOpenOption.APPEND);
    assertThat(new JournalFiles(path).whyUnusable()).isEmpty();
    copy(200);
    Path aside = path.resolveSibling("orders.jsonl.00000001");
    assertThat(Files.readAllLines(aside)).hasSize(102).endsWith("hello", "{\"a\":1}");
    var lines = WrittenJournal.lines(path);
    assertThat(lines.getFirst()).matches(line -> line.type().equals(JournalLine.FILE_LOST));
    assertThat(lines.subList(1, lines.size())).isEqualTo(NumberedEvents.lines(100, 200));
    assertThat(count("holdfast.journal.gaps")).isEqualTo(1);
  }

  /** The file system lost the bytes, and not the length. */
  @Test
  void zerosAtTheEndAreCut_howeverManyTheyAre() throws IOException {
    copy(100);
    journal.close();
    Files.write(path, new byte[2_500_000], StandardOpenOption.APPEND);
    assertThat(new JournalFiles(path).whyUnusable()).isEmpty();
    // They cannot be copied again.
    events.trim(100);
    restart();
    copy(200);
    written.assertHasAll(200);
  }

  private void cut() {
    try (var file = FileChannel.open(path, StandardOpenOption.WRITE)) {
      file.truncate(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
