package dev.holdfast.load.process;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Everything that was started and is not yet stopped. When the JVM ends, in whatever way short of
 * being killed, it is all stopped, the last started first; nothing new starts from then on.
 */
public final class ProcessSupervisor implements AutoCloseable {
  private final Deque<ManagedProcess> running = new ArrayDeque<>();
  private boolean closed;

  /** A supervisor that the end of the JVM closes. */
  public static ProcessSupervisor untilTheJvmEnds() {
    ProcessSupervisor supervisor = new ProcessSupervisor();
    Runtime.getRuntime().addShutdownHook(new Thread(supervisor::close, "stop-everything"));
    return supervisor;
  }

  /** Starts a process that will be stopped in any case. */
  public synchronized ManagedProcess start(ManagedProcess.Command command) {
    if (closed) {
      throw new LoadTestException("the campaign is being stopped");
    }
    ManagedProcess process = ManagedProcess.start(command);
    running.push(process);
    return process;
  }

  /** Stops a process. */
  public void stop(ManagedProcess process) {
    process.stop();
    synchronized (this) {
      running.remove(process);
    }
  }

  @Override
  public void close() {
    Deque<ManagedProcess> left;
    synchronized (this) {
      closed = true;
      left = new ArrayDeque<>(running);
      running.clear();
    }
    left.forEach(ManagedProcess::stop);
  }
}
