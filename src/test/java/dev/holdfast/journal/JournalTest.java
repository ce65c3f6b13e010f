package dev.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.order.EventLog;
import dev.holdfast.order.OrderEvent;
import dev.holdfast.testing.Defaults;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a journal has after faults of its file, its writer and its events. */
class JournalTest {
  private static final int SIZE_MAX = 65_536;
  private static final int KEEP = 3;

  @TempDir Path folder;

  private final NumberedEvents events = new NumberedEvents(0);
  private SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<Journal> open = new ArrayList<>();
  private Path path;
  private WrittenJournal written;
  private Journal journal;

  @BeforeEach
  void start() {
    path = folder.resolve("orders.jsonl");
    written = new WrittenJournal(path);
    journal = journal(FileChannel::write);
  }

  @AfterEach
  void stop() throws IOException {
    for (Journal each : open) {
      each.close();
    }
  }

  private Journal journal(JournalFile.Appender appender) {
    return journal(appender, KEEP, meters);
  }

  /** The writer ends, and another one takes its place. */
  private void restart(JournalFile.Appender appender, int keep) throws IOException {
    journal.close();
    meters = new SimpleMeterRegistry();
    journal = journal(appender, keep, meters);
  }

  private void restart() throws IOException {
    restart(FileChannel::write, KEEP);
  }

  private Journal journal(JournalFile.Appender appender, int keep, SimpleMeterRegistry registry) {
    var usual = Defaults.of(JournalSettings.class);
    var settings =
        new JournalSettings(path.toString(), SIZE_MAX, keep, usual.interval(), 100, usual.sync());
    var made = new Journal(events, settings, Duration.ZERO, appender, registry);
    open.add(made);
    return made;
  }

  private double count(String name) {
    return meters.get(name).counters().stream().mapToDouble(counter -> counter.count()).sum();
  }

  private double gauge(String name) {
    return meters.get(name).gauge().value();
  }

  private double behind() {
    return meters.get("holdfast.journal.behind").timeGauge().value();
  }

  private void copy(long end) {
    events.growTo(end);
    journal.run();
  }

  private void fails(Journal failing, String message) {
    assertThatThrownBy(failing::run)
        .isInstanceOf(JournalFaultException.class)
        .hasMessageContaining(message);
  }

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

  private void tear(int length) throws IOException {
    byte[] line = JournalLine.of(NumberedEvents.event(1_000_000)).bytes();
    Files.write(
        path, Arrays.copyOf(line, length), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
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

  /** As at a limit of the file's size: the first part is written, and no error is raised. */
  @Test
  void whatIsWrittenInPartsIsWrittenInAll() throws IOException {
    restart((file, bytes) -> partly(file, bytes, 100), KEEP);
    copy(1_000);
    written.assertHasAll(1_000);
  }

  private static int partly(FileChannel file, ByteBuffer bytes, int max) throws IOException {
    int limit = bytes.limit();
    bytes.limit(Math.min(limit, bytes.position() + max));
    int count = file.write(bytes);
    bytes.limit(limit);
    return count;
  }

  /** A disk that takes so many bytes. */
  private static final class SmallDisk implements JournalFile.Appender {
    private long left;

    @Override
    public int write(FileChannel file, ByteBuffer bytes) throws IOException {
      if (left == 0) {
        throw new IOException("No space left on device");
      }
      int count = partly(file, bytes, (int) Math.min(left, Integer.MAX_VALUE));
      left -= count;
      return count;
    }
  }

  @Test
  void aFullDiskIsReported_andTheCopyGoesOnOnceThereIsRoom() throws IOException {
    var disk = new SmallDisk();
    restart(disk, 100);
    events.growTo(3_000);
    for (int i = 1; i <= 20; i++) {
      disk.left = 5_000;
      fails(journal, "orders.jsonl cannot be written: No space left on device");
      assertThat(count("holdfast.journal.failures")).isEqualTo(i);
      assertThat(behind()).isNotNaN().isPositive();
    }
    disk.left = Long.MAX_VALUE;
    journal.run();
    assertThat(behind()).isZero();
    written.assertHasAll(3_000);
    assertThat(written.all()).as("torn in files that were just begun, too").hasSizeGreaterThan(3);
  }

  @Test
  void aWriterThatCannotWriteLeavesTheLockToAnother() throws IOException {
    copy(100);
    journal.close();
    var disk = new SmallDisk();
    disk.left = 50;
    Journal failing = journal(disk, KEEP, new SimpleMeterRegistry());
    events.growTo(200);
    fails(failing, "No space left on device");
    journal = journal(FileChannel::write);
    copy(300);
    written.assertHasAll(300);
    fails(failing, "No space left on device");
    assertThat(gauge("holdfast.journal.holder")).isEqualTo(1);
  }

  @Test
  void oneWritesAndTheOtherIsStandby_untilTheFirstEnds() throws IOException {
    var others = new SimpleMeterRegistry();
    Journal standby = journal(FileChannel::write, KEEP, others);
    copy(100);
    events.growTo(200);
    standby.run();
    written.assertHasAll(100);
    assertThat(others.get("holdfast.journal.holder").gauge().value()).isZero();
    assertThat(others.get("holdfast.journal.behind").timeGauge().value()).isNaN();
    journal.run();
    journal.close();
    events.growTo(300);
    standby.run();
    written.assertHasAll(300);
  }

  /** The lock stays its own until its last write is done. */
  @Test
  void oneThatIsClosedWhileItWritesKeepsOthersOut() throws Exception {
    var writes = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    restart(
        (file, bytes) -> {
          writes.countDown();
          try {
            goOn.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          return file.write(bytes);
        },
        KEEP);
    events.growTo(200);
    Thread writer = Thread.ofPlatform().start(journal::run);
    writes.await();
    journal.close();
    Journal other = journal(FileChannel::write, KEEP, new SimpleMeterRegistry());
    other.run();
    assertThat(written.lines()).isEmpty();
    goOn.countDown();
    writer.join();
    written.assertHasAll(100);
    other.run();
    written.assertHasAll(200);
  }

  @Test
  void aStoreThatIsAwayIsReported_andNothingIsMissedAfterwards() {
    copy(100);
    events.away(true);
    events.growTo(200);
    fails(journal, "the store is away");
    assertThat(behind()).isNotNaN().isPositive();
    events.away(false);
    journal.run();
    assertThat(behind()).isZero();
    written.assertHasAll(200);
  }

  /** As of a class that is not found, or of memory that is short for a moment. */
  @Test
  void anErrorIsAFault_whichLeavesTheLockToAnother() {
    copy(100);
    events.atNextRead(() -> {
      throw new NoClassDefFoundError("missing");
    });
    events.growTo(200);
    fails(journal, "missing");
    assertThat(behind()).isNotNaN().isPositive();
    Journal other = journal(FileChannel::write, KEEP, new SimpleMeterRegistry());
    other.run();
    written.assertHasAll(200);
  }

  @Test
  void aFaultStandsUntilTheNextTry() throws IOException {
    journal.close();
    meters = new SimpleMeterRegistry();
    var usual = Defaults.of(JournalSettings.class);
    var settings =
        new JournalSettings(path.toString(), SIZE_MAX, KEEP, usual.interval(), 100, usual.sync());
    var patient = new Journal(events, settings, Duration.ofHours(1), FileChannel::write, meters);
    open.add(patient);
    events.away(true);
    fails(patient, "the store is away");
    events.away(false);
    fails(patient, "the store is away");
    assertThat(count("holdfast.journal.failures")).isEqualTo(1);
  }

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

  private void cut() {
    try (var file = FileChannel.open(path, StandardOpenOption.WRITE)) {
      file.truncate(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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

  @Test
  void trimmedEventsAreAGapThatIsReported() {
    copy(100);
    events.trim(150);
    copy(200);
    var lines = written.lines();
    assertThat(lines.subList(0, 100)).isEqualTo(NumberedEvents.lines(0, 100));
    var gap = lines.get(100);
    assertThat(gap.type()).isEqualTo(JournalLine.GAP);
    assertThat(gap.after()).isEqualTo(NumberedEvents.position(100));
    assertThat(gap.next()).isEqualTo(NumberedEvents.position(150));
    assertThat(lines.subList(101, lines.size())).isEqualTo(NumberedEvents.lines(150, 200));
    assertThat(meters.get("holdfast.journal.gaps").tag("cause", "trimmed").counter().count())
        .isEqualTo(1);
  }

  /** It has lost nothing: what was trimmed was never its own. */
  @Test
  void aNewJournalOfATrimmedLogBeginsWithAGap() {
    events.trim(50);
    copy(100);
    var lines = written.lines();
    var gap = lines.getFirst();
    assertThat(gap.type()).isEqualTo(JournalLine.GAP);
    assertThat(gap.after()).isNull();
    assertThat(gap.next()).isEqualTo(NumberedEvents.position(50));
    assertThat(lines.subList(1, lines.size())).isEqualTo(NumberedEvents.lines(50, 100));
    assertThat(meters.get("holdfast.journal.gaps").counters())
        .allMatch(counter -> counter.count() == 0);
  }

  /** What another program wrote into a stream is no fault for ever. */
  @Test
  void anEventThatIsTooLongForALineIsAGap() {
    var log =
        new EventLog() {
          @Override
          public String end() {
            return "n-1";
          }

          @Override
          public String beginning() {
            return "n-0";
          }

          @Override
          public ReadResult read(@Nullable String after, int limit) {
            var event = new OrderEvent("x".repeat(300_000), 1, "RESERVED", Instant.EPOCH, end());
            return new ReadResult.Page(
                beginning().equals(after) ? List.of(event) : List.of(), end());
          }

          @Override
          public String afterGap(String after) {
            return end();
          }
        };
    var usual = Defaults.of(JournalSettings.class);
    var settings =
        new JournalSettings(path.toString(), SIZE_MAX, KEEP, usual.interval(), 100, usual.sync());
    var copying = new Journal(log, settings, Duration.ZERO, FileChannel::write, meters);
    open.add(copying);
    copying.run();
    assertThat(written.lines())
        .singleElement()
        .matches(line -> line.type().equals(JournalLine.GAP) && line.next().equals("n-1"));
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

  /** Its lock would keep no other process out. */
  @Test
  void aLockFileThatWasDeletedIsLockedAnew() throws IOException {
    copy(100);
    Path lock = path.resolveSibling("orders.jsonl.lock");
    Files.delete(lock);
    Journal other = journal(FileChannel::write, KEEP, new SimpleMeterRegistry());
    events.growTo(200);
    other.run();
    copy(300);
    assertThat(gauge("holdfast.journal.holder")).isZero();
    other.run();
    written.assertHasAll(300);
  }
}
