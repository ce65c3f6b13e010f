package dev.holdfast.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads what any instance adds to the journal's file, by its name, across rotations. It begins at
 * the end of the file. For one thread.
 *
 * <p>Where the file is rotated twice between two looks, the lines of the file in between are not
 * seen, and answers that wait for them are late.
 */
final class JournalFollower implements AutoCloseable {
  private static final int READ_MAX = 1 << 18;

  private final JournalFiles files;
  private final JournalSync sync;
  private final ByteBuffer read = ByteBuffer.allocate(READ_MAX);
  private @Nullable FileChannel file;
  private @Nullable Object key;
  private long offset;
  private boolean begun;

  JournalFollower(JournalFiles files, JournalSync sync) {
    this.files = files;
    this.sync = sync;
  }

  /** Reads what was added since the last look. */
  void look() throws IOException {
    if (file == null) {
      open();
    }
    Object now = JournalFiles.key(files.active());
    readOn();
    if (!Objects.equals(now, key)) {
      // It was rotated, and has all that it will have since before the look at its name.
      close();
      open();
      readOn();
    }
  }

  private void open() throws IOException {
    Object before = JournalFiles.key(files.active());
    if (before == null) {
      begun = true;
      return;
    }
    FileChannel opened = FileChannel.open(files.active(), StandardOpenOption.READ);
    if (!before.equals(JournalFiles.key(files.active()))) {
      // Rotated this moment: the next look opens the one that has the name then.
      opened.close();
      return;
    }
    file = opened;
    key = before;
    // What is torn there now may be whole at the next look.
    offset = begun ? 0 : Tail.of(opened).end();
    begun = true;
  }

  private void readOn() throws IOException {
    FileChannel open = file;
    if (open == null) {
      return;
    }
    if (open.size() < offset) {
      // Cut by another program: what it has now is new.
      offset = 0;
    }
    while (open.read(read.clear(), offset) > 0) {
      int end = Tail.lastEnd(read.array(), read.position());
      if (end == 0) {
        return;
      }
      tell(end);
      offset += end;
      sync.grown();
    }
  }

  private void tell(int end) {
    int start = 0;
    for (int i = 0; i < end; i++) {
      if (read.array()[i] == JournalLine.END) {
        JournalLine.parse(read.array(), start, i).ifPresent(this::tell);
        start = i + 1;
      }
    }
  }

  private void tell(JournalLine line) {
    if (line.orderId() != null && line.version() != null) {
      sync.written(line.orderId(), line.version());
    }
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
      file = null;
    }
  }
}
