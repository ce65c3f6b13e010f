package dev.holdfast.contract;

/** Where a Redis is. */
record RedisAddress(String host, int port) {}
