package dev.holdfast.locks;

/**
 * Notes in a {@link LockBook} what happens to the locks of one strategy and level. Each method is
 * called by the thread that acquires, and does nothing for one that did not enter the book.
 */
public record LockNotes(LockBook book, String strategy, LockName.Level level) {
  /** This thread begins to wait for a lock. */
  public void waits(KnownLock lock) {
    LockBook.Acquirer mine = book.mine();
    if (mine != null) {
      mine.waits(this, lock);
    }
  }

  /** This thread has acquired the lock that it waited for. */
  public void acquired() {
    LockBook.Acquirer mine = book.mine();
    if (mine != null) {
      mine.acquired();
    }
  }

  /** This thread waits no longer, without the lock. */
  public void gaveUp() {
    LockBook.Acquirer mine = book.mine();
    if (mine != null) {
      mine.gaveUp();
    }
  }

  /** This thread is about to release a lock: from now on it may be another's. */
  public void releases(KnownLock lock) {
    LockBook.Acquirer mine = book.mine();
    if (mine != null) {
      mine.releases(this, lock);
    }
  }

  LockName nameOf(KnownLock lock) {
    return new LockName(strategy, level, lock.name());
  }
}
