package dev.holdfast.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of a journal, open for its one writer. What it says of its end is true until a method
 * throws: it is then closed and opened anew. For one thread.
 */
final class JournalFile implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(JournalFile.class);

  /** So many bytes go to the file in one write. */
  private static final int WRITE_MAX = 1 << 18;

  /** Writes to a file, as {@link FileChannel#write(ByteBuffer)} does. */
  interface Appender {
    /** Answers how many bytes were written: perhaps fewer than there are. */
    int write(FileChannel file, ByteBuffer bytes) throws IOException;
  }

  /**
   * What a writer knew of the journal when it closed the file.
   *
   * @param position after its last line
   * @param rotated the number of the last rotated file
   * @param hasLine whether that line was in this file
   */
  record Left(String position, long rotated, boolean hasLine) {}

  private final JournalFiles files;
  private final long sizeMax;
  private final int keep;
  private final Appender appender;
  private final ByteBuffer batch = ByteBuffer.allocate(WRITE_MAX);
  private FileChannel channel;
  private Object key;
  private long end;
  private long rotated;
  private boolean hasLine;
  private boolean isLost;
  private @Nullable String position;

  private JournalFile(JournalFiles files, long sizeMax, int keep, Appender appender)
      throws IOException {
    this.files = files;
    this.sizeMax = sizeMax;
    this.keep = keep;
    this.appender = appender;
    this.channel = files.openOrCreate();
    this.key = JournalFiles.keyOf(channel, files.active());
  }

  /**
   * Opens the file, makes it where it is not there, and cuts a torn line off its end. One at whose
   * end another program wrote lines is moved aside, and a new one is made.
   *
   * @param left what this process knew when it last closed it; null when it did not have it open
   * @throws IOException also when what is there is no journal
   */
  static JournalFile open(
      JournalFiles files, long sizeMax, int keep, Appender appender, @Nullable Left left)
      throws IOException {
    var file = new JournalFile(files, sizeMax, keep, appender);
    try {
      file.resume(left);
      return file;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private void resume(@Nullable Left left) throws IOException {
    Tail tail = files.tail();
    rotated = files.lastNumber();
    position = tail.position() != null ? tail.position() : goneOnFrom(left);
    if (tail.hasOthers()) {
      isLost = true;
      rotate();
      return;
    }
    long torn = channel.size() - tail.end();
    if (torn > 0) {
      channel.truncate(tail.end());
      log.debug("A torn line of {} bytes was cut off the end of {}", torn, files.active());
    }
    end = tail.end();
    hasLine = tail.position() != null;
  }

  /** The file has no line: it was rotated, or is not the one that this process left. */
  private @Nullable String goneOnFrom(@Nullable Left left) throws IOException {
    if (left == null || rotated > left.rotated()) {
      return lastRotated();
    }
    isLost = left.hasLine();
    return left.position();
  }

  private @Nullable String lastRotated() throws IOException {
    for (Path older : files.rotated().reversed()) {
      try (var file = FileChannel.open(older, StandardOpenOption.READ)) {
        String last = Tail.of(file).position();
        if (last != null) {
          return last;
        }
      }
    }
    return null;
  }

  /** The position after the last whole line of the journal; null when there is none. */
  @Nullable String position() {
    return position;
  }

  /** Whether what was in the file before is lost, or elsewhere. */
  boolean isLost() {
    return isLost;
  }

  /** What is known of it; null when the journal has no line. */
  @Nullable Left left() {
    return position == null ? null : new Left(position, rotated, hasLine);
  }

  /** Whether the file is there, and ends where this writer left it. */
  boolean isAsLeft() throws IOException {
    return key.equals(JournalFiles.key(files.active())) && channel.size() == end;
  }

  /**
   * Adds lines, and rotates where the file would become too large. A gap stands for a line that is
   * too long.
   *
   * @throws IOException when they are not all written; some may be
   */
  void append(List<JournalLine> lines) throws IOException {
    if (lines.isEmpty()) {
      return;
    }
    batch.clear();
    String last = position;
    for (JournalLine line : lines) {
      byte[] bytes = line.bytes();
      if (bytes.length > Tail.LINE_MAX) {
        bytes = JournalLine.gap(last, line.next()).bytes();
      }
      boolean full = end + batch.position() + bytes.length > sizeMax;
      if (full || bytes.length > batch.remaining()) {
        write(last);
      }
      if (full && end > 0) {
        rotate();
      }
      batch.put(bytes);
      last = line.next();
    }
    write(last);
  }

  private void write(@Nullable String last) throws IOException {
    batch.flip();
    boolean hasMore = batch.hasRemaining();
    // At a limit, or on a disk that fills up, a part is written and no error is raised: it comes
    // with the rest.
    while (batch.hasRemaining()) {
      int written = appender.write(channel, batch);
      if (written <= 0) {
        throw new IOException("nothing was written");
      }
      end += written;
    }
    batch.clear();
    hasLine |= hasMore;
    position = last;
  }

  private void rotate() throws IOException {
    channel.close();
    rotated = files.rotate(keep);
    hasLine = false;
    channel = files.openOrCreate();
    key = JournalFiles.keyOf(channel, files.active());
    end = 0;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
