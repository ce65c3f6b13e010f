package dev.holdfast.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The lock of a file, of which one holder among all processes of a host may be. The operating
 * system frees it when its process ends, however that ends. Safe for use by many threads.
 *
 * <p>POSIX gives the lock to a process, and takes it away as soon as the process closes any handle
 * of the file, while {@link FileLock#isValid()} stays true. So a process opens the file once: those
 * that want the lock in one process share the handle, and the last one closes it.
 */
final class ProcessLock implements AutoCloseable {
  private static final Map<Path, Handle> HANDLES = new HashMap<>();

  /** The one handle of a file in this process. */
  private static final class Handle {
    final Path path;
    final FileChannel file;
    final Object key;
    int users;
    @Nullable ProcessLock holder;
    @Nullable FileLock lock;

    Handle(Path path) throws IOException {
      this.path = path;
      this.file =
          JournalFiles.openOrCreate(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      this.key = JournalFiles.keyOf(file, path);
    }

    /** Where the file was deleted or replaced, another process may lock the one in its place. */
    boolean isInPlace() throws IOException {
      return file.isOpen() && key.equals(JournalFiles.key(path));
    }
  }

  private final Path path;
  private @Nullable Handle handle;

  ProcessLock(Path path) {
    this.path = path;
  }

  /**
   * Acquires the lock unless another holds it, without waiting.
   *
   * @return whether this is its holder now
   * @throws IOException when the file cannot be opened or locked
   */
  boolean tryAcquire() throws IOException {
    synchronized (HANDLES) {
      if (handle != null && !handle.isInPlace()) {
        leave(handle);
      }
      Handle own = handle == null ? join() : handle;
      if (own.holder == null) {
        own.lock = own.file.tryLock();
        if (own.lock != null) {
          own.holder = this;
        }
      }
      return own.holder == this;
    }
  }

  private Handle join() throws IOException {
    Handle own = HANDLES.get(path);
    if (own == null || !own.isInPlace()) {
      own = new Handle(path);
      HANDLES.put(path, own);
    }
    own.users++;
    handle = own;
    return own;
  }

  /** Lets another have the lock. */
  void release() throws IOException {
    synchronized (HANDLES) {
      if (handle != null) {
        release(handle);
      }
    }
  }

  private void release(Handle own) throws IOException {
    if (own.holder == this && own.lock != null) {
      own.holder = null;
      if (own.file.isOpen()) {
        own.lock.release();
      }
    }
  }

  private void leave(Handle own) throws IOException {
    handle = null;
    release(own);
    own.users--;
    if (own.users == 0) {
      HANDLES.remove(path, own);
      own.file.close();
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (HANDLES) {
      if (handle != null) {
        leave(handle);
      }
    }
  }
}
