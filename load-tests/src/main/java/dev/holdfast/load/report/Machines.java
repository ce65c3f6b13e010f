package dev.holdfast.load.report;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Describes this machine. */
public final class Machines {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private Machines() {}

  /** What it is and how busy. */
  public static Results.Machine here() {
    OperatingSystemMXBean os = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new Results.Machine(
        "%s (%s)".formatted(os.getName(), os.getArch()),
        cpu(),
        os.getAvailableProcessors(),
        os.getTotalMemorySize() / (1024 * 1024),
        os.getSystemLoadAverage());
  }

  private static String cpu() {
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(l -> l.startsWith("model name"))
          .map(l -> l.substring(l.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
