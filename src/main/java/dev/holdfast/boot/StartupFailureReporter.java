package dev.holdfast.boot;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;

/** Logs why the service does not start on one line, instead of the framework's page. */
final class StartupFailureReporter implements FailureAnalysisReporter {
  private static final Logger log = LoggerFactory.getLogger(StartupFailureReporter.class);

  @Override
  public void report(FailureAnalysis analysis) {
    String action = analysis.getAction();
    String text = analysis.getDescription() + (action == null ? "" : " " + action);
    log.error("Holdfast does not start. {}", text.strip().replaceAll("\\s*\\R\\s*", " "));
    log.debug("the cause", analysis.getCause());
  }
}
