package dev.holdfast.testing;

/** Where a Redis is. */
public record ServerAddress(String host, int port) {}
