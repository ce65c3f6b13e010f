package dev.holdfast.load.restart;

/**
 * One instance stopped and started again. {@code byItself} is false when it had to be killed; the
 * seconds to be ready count from its start.
 */
record Restart(
    int instance,
    Stage stage,
    double stopSeconds,
    int exitCode,
    boolean byItself,
    double readySeconds) {}
