package dev.holdfast.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * What tests wait for without a bound of their own may take as long as it does on a busy machine.
 */
public final class PatientAwaits implements LauncherSessionListener {
  private static final Duration MAX = Duration.ofSeconds(30);

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    Awaitility.setDefaultTimeout(MAX);
  }
}
