package dev.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** One writes a journal at a time. */
class JournalLockTest extends JournalTestBase {
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
