package dev.holdfast.load.config;

import java.time.Duration;

/**
 * The shape of the load. {@code products}, {@code stock}, {@code demand} and {@code mix} shape the
 * correctness phase; {@code model}, {@code rate}, {@code warmUp} and {@code duration}, the time
 * that each thing is measured in each round, the other phases; {@code users} all.
 */
public record Workload(
    int products,
    int stock,
    double demand,
    OrderMix mix,
    int users,
    LoadModel model,
    int rate,
    Duration warmUp,
    Duration duration) {}
