package dev.holdfast.load.endpoints;

/** What an answer comes to, where only counts and times are kept. */
public enum AnswerKind {
  ACCEPTED,
  SOLD_OUT,
  BUSY,
  UNKNOWN,
  UNEXPECTED
}
