package dev.holdfast.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
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

  private final JournalFiles files;
  private final long sizeMax;
  private final int keep;
  private final Appender appender;
  private FileChannel channel;
  private @Nullable Object key;
  private long end;
  private @Nullable String position;

  private JournalFile(JournalFiles files, long sizeMax, int keep, Appender appender)
      throws IOException {
    this.files = files;
    this.sizeMax = sizeMax;
    this.keep = keep;
    this.appender = appender;
    this.channel = files.openOrCreate();
    this.key = JournalFiles.key(files.active());
  }

  /**
   * Opens the file, makes it where it is not there, and cuts a torn line off its end.
   *
   * @param known the position after the last line that this process wrote; null when others may
   *     have written since
   * @throws IOException also when what is there is no journal
   */
  static JournalFile open(
      JournalFiles files, long sizeMax, int keep, Appender appender, @Nullable String known)
      throws IOException {
    var file = new JournalFile(files, sizeMax, keep, appender);
    try {
      file.resume(known);
      return file;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private void resume(@Nullable String known) throws IOException {
    Tail tail = Tail.of(channel);
    long torn = channel.size() - tail.end();
    if (torn > 0) {
      channel.truncate(tail.end());
      log.debug("A torn line of {} bytes was cut off the end of {}", torn, files.active());
    }
    end = tail.end();
    position = tail.position() != null ? tail.position() : known != null ? known : rotated();
  }

  /** After a rotation the file has no line yet. */
  private @Nullable String rotated() throws IOException {
    for (Path rotated : files.rotated().reversed()) {
      try (var file = FileChannel.open(rotated, StandardOpenOption.READ)) {
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

  /** Whether the file is there, and ends where this writer left it. */
  boolean isAsLeft() throws IOException {
    return Objects.equals(key, JournalFiles.key(files.active())) && channel.size() == end;
  }

  /**
   * Adds lines, and rotates where the file would become too large.
   *
   * @throws IOException when they are not all written; some may be
   */
  void append(List<JournalLine> lines) throws IOException {
    var batch = ByteBuffer.allocate(WRITE_MAX);
    String last = position;
    for (JournalLine line : lines) {
      byte[] bytes = line.bytes();
      boolean full = end + batch.position() + bytes.length > sizeMax;
      if (full || bytes.length > batch.remaining()) {
        write(batch, last);
      }
      if (full && end > 0) {
        rotate();
      }
      batch.put(bytes);
      last = line.next();
    }
    write(batch, last);
  }

  private void write(ByteBuffer batch, @Nullable String last) throws IOException {
    batch.flip();
    channel.position(end);
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
    position = last;
  }

  private void rotate() throws IOException {
    channel.close();
    files.rotate(keep);
    channel = files.openOrCreate();
    key = JournalFiles.key(files.active());
    end = 0;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
