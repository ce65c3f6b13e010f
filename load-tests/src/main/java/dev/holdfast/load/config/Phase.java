package dev.holdfast.load.config;

/** The two things a campaign looks at. */
public enum Phase {
  CORRECTNESS,
  SPEED
}
