package dev.holdfast.outage;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.regex.Pattern;

/** The service's live threads, virtual ones included: only a dump shows those. */
record Threads(long requests, long others) {
  private static final Pattern REQUEST =
      Pattern.compile("(?m)^#\\d+ \"(tomcat-handler|connect-watched|create-)");
  private static final Pattern OTHER =
      Pattern.compile("(?m)^#\\d+ \"(lettuce|redisson|sweeper|http-nio|Catalina|commons-pool)");

  static Threads live() {
    try {
      var folder = Files.createTempDirectory("threads");
      var file = folder.resolve("dump.txt");
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpThreads(file.toString(), ThreadDumpFormat.TEXT_PLAIN);
      String dump = Files.readString(file);
      Files.delete(file);
      Files.delete(folder);
      return new Threads(
          REQUEST.matcher(dump).results().count(), OTHER.matcher(dump).results().count());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
