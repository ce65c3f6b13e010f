package dev.holdfast.load.restart;

/**
 * One instance stopped and started again. {@code byItself} is false when it had to be killed; the
 * seconds to be ready count from its start. {@code brokenOff} are the requests that it had and
 * whose connections ended before the whole answer was there, as the balancer counted them.
 */
record Restart(
    int instance,
    Stage stage,
    double stopSeconds,
    int exitCode,
    boolean byItself,
    double readySeconds,
    int brokenOff) {

  Restart withBrokenOff(int requests) {
    return new Restart(instance, stage, stopSeconds, exitCode, byItself, readySeconds, requests);
  }
}
